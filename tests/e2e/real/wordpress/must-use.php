<?php
/*
 * A must-use plugin: what a site owner may change about WordPress, switched by files in the run's
 * folder so that a test can change it while the site runs.
 */

// Guests are refused by WordPress itself; this is the line that an owner adds to let them in.
add_filter(
	'rest_allow_anonymous_comments',
	static function ( $allowed ) {
		return $allowed || file_exists( getenv( 'BARAZA_WORDPRESS' ) . '/guests' );
	}
);

// WordPress wants 15 seconds between two comments of one person. Tests are quicker than people:
// the limit holds only where a test asks for it.
add_filter(
	'comment_flood_filter',
	static function ( $too_fast ) {
		return $too_fast && file_exists( getenv( 'BARAZA_WORDPRESS' ) . '/flood' );
	},
	20
);

// No mail leaves this machine.
add_filter( 'pre_wp_mail', '__return_true' );
