<?php
/*
 * The configuration of the private WordPress. What differs from run to run comes from the
 * environment: the run's folder and the site's address.
 */
$folder = getenv( 'BARAZA_WORDPRESS' );
$site   = getenv( 'BARAZA_WORDPRESS_SITE' );

define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . $folder . '/db.sock' );
define( 'DB_CHARSET', 'utf8mb4' );

define( 'WP_HOME', $site );
define( 'WP_SITEURL', $site );
define( 'WP_CONTENT_DIR', $folder . '/content' );

// Application passwords over http are for local sites only.
define( 'WP_ENVIRONMENT_TYPE', 'local' );
// Nothing leaves this machine, nothing happens behind the test's back.
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_DEBUG', false );

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', hash( 'sha256', $folder . $name . 'key' ) );
	define( $name . '_SALT', hash( 'sha256', $folder . $name . 'salt' ) );
}

$table_prefix = 'wp_';

require_once ABSPATH . 'wp-settings.php';
