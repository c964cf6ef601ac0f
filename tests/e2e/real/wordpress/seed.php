<?php
/*
 * Installs WordPress into an empty database and fills it from content.json. Prints as JSON what
 * the tests need to know: identifiers by key, and an application password per account.
 */

$content  = json_decode( file_get_contents( __DIR__ . '/content.json' ), true, 64, JSON_THROW_ON_ERROR );
$database = new mysqli( 'localhost', 'root', '', '', 0, getenv( 'BARAZA_WORDPRESS' ) . '/db.sock' );
$database->query( 'CREATE DATABASE wordpress CHARACTER SET utf8mb4' );
$database->close();

$_SERVER['HTTP_HOST'] = parse_url( getenv( 'BARAZA_WORDPRESS_SITE' ), PHP_URL_HOST );
define( 'WP_INSTALLING', true );
require ABSPATH . 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

/** Makes an account and an application password for it. */
function seed_account( array $account ) {
	$id = username_exists( $account['login'] );
	if ( ! $id ) {
		$id = wp_create_user( $account['login'], wp_generate_password( 24 ), $account['email'] );
	}
	wp_update_user(
		array(
			'ID'           => $id,
			'display_name' => $account['name'],
			'nickname'     => $account['name'],
			'user_url'     => $account['url'] ?? '',
			'role'         => $account['role'],
		)
	);
	list( $secret ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'tests' ) );
	return array(
		'id'       => $id,
		'login'    => $account['login'],
		'name'     => $account['name'],
		'email'    => $account['email'],
		// With spaces, as WordPress shows it to people.
		'password' => WP_Application_Passwords::chunk_password( $secret ),
	);
}

/** The author fields of a comment: an account by its key, or "guest:Name". */
function seed_author( $by, array $accounts ) {
	if ( 0 === strpos( $by, 'guest:' ) ) {
		$name = substr( $by, 6 );
		return array(
			'comment_author'       => $name,
			'comment_author_email' => md5( $name ) . '@guests.example',
		);
	}
	return array(
		'user_id'              => $accounts[ $by ]['id'],
		'comment_author'       => $accounts[ $by ]['name'],
		'comment_author_email' => $accounts[ $by ]['email'],
	);
}

/** Writes a tree of comments, parents first, seven minutes apart. */
function seed_comments( array $comments, $post, $parent, array $accounts, &$time, array &$keys ) {
	foreach ( $comments as $comment ) {
		$time  += 420;
		$states = array(
			'hold' => 0,
			'spam' => 'spam',
		);
		$id     = wp_insert_comment(
			wp_slash(
				seed_author( $comment['by'], $accounts ) + array(
					'comment_post_ID'  => $post,
					'comment_parent'   => $parent,
					'comment_content'  => $comment['text'],
					'comment_approved' => $states[ $comment['state'] ?? '' ] ?? 1,
					'comment_date'     => get_date_from_gmt( gmdate( 'Y-m-d H:i:s', $time ) ),
					'comment_date_gmt' => gmdate( 'Y-m-d H:i:s', $time ),
				)
			)
		);
		if ( isset( $comment['key'] ) ) {
			$keys[ $comment['key'] ] = $id;
		}
		seed_comments( $comment['replies'] ?? array(), $post, $id, $accounts, $time, $keys );
	}
}

/** Writes a post with its comments. */
function seed_post( array $post, array $accounts, array &$keys ) {
	// The admin may write any HTML; what an import or a careless plugin lets through looks the same.
	wp_set_current_user( $accounts['warden']['id'] );
	$id = wp_insert_post(
		wp_slash(
			array(
				'post_title'     => $post['title'],
				'post_content'   => str_replace( '{site}', site_url(), implode( "\n\n", (array) $post['content'] ) ),
				'post_author'    => $accounts[ $post['by'] ]['id'],
				'post_date'      => $post['date'],
				'post_status'    => 'publish',
				'post_password'  => $post['password'] ?? '',
				'comment_status' => empty( $post['closed'] ) ? 'open' : 'closed',
				'post_category'  => array_map( 'wp_create_category', $post['categories'] ?? array() ),
				'tags_input'     => $post['tags'] ?? array(),
			)
		),
		true
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( $id->get_error_message() );
	}
	$time = strtotime( get_gmt_from_date( $post['date'] ) . ' UTC' );
	seed_comments( $post['comments'] ?? array(), $id, 0, $accounts, $time, $keys );
	return $id;
}

/** Many short comments; every third answers an earlier one. */
function seed_crowd( $count, array $crowd ) {
	$flat = array();
	for ( $n = 1; $n <= $count; $n++ ) {
		$place  = $crowd['places'][ $n % count( $crowd['places'] ) ];
		$flat[] = array(
			'by'   => 'guest:Visitor ' . $n,
			'text' => sprintf( $crowd['line'], $place, $n ),
		);
		if ( 0 === $n % 3 ) {
			$last                                   = array_pop( $flat );
			$flat[ count( $flat ) - 1 ]['replies'] = array( $last );
		}
	}
	return $flat;
}

$owner = $content['accounts'][0];
wp_install( $content['site']['title'], $owner['login'], $owner['email'], true, '', wp_generate_password( 24 ) );
$samples = array(
	'post_type'   => array( 'post', 'page' ),
	'post_status' => 'any',
	'numberposts' => -1,
);
foreach ( get_posts( $samples ) as $sample ) {
	wp_delete_post( $sample->ID, true );
}
update_option( 'timezone_string', $content['site']['timezone'] );
update_option( 'permalink_structure', getenv( 'BARAZA_WORDPRESS_PERMALINKS' ) );
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
wp_defer_comment_counting( true );

$accounts = array();
foreach ( $content['accounts'] as $account ) {
	$accounts[ $account['key'] ] = seed_account( $account );
}
$posts    = array();
$comments = array();
foreach ( $content['posts'] as $post ) {
	if ( isset( $post['crowd'] ) ) {
		$post['comments'] = seed_crowd( $post['crowd'], $content['crowd'] );
	}
	$posts[ $post['key'] ] = seed_post( $post, $accounts, $comments );
}
$series = $content['series'];
$from   = strtotime( $series['from'] . ' UTC' );
for ( $week = $series['count']; $week >= 1; $week-- ) {
	$posts[ 'week-' . $week ] = seed_post(
		array(
			'title'      => sprintf( $series['title'], $week ),
			'by'         => $series['by'],
			'date'       => gmdate( 'Y-m-d H:i:s', $from - WEEK_IN_SECONDS * ( $series['count'] - $week ) ),
			'categories' => array( $series['category'] ),
			'tags'       => array( $series['tag'] ),
			'content'    => sprintf( $series['content'], $week, 3 + $week % 5, 1 + $week % 3 ),
		),
		$accounts,
		$comments
	);
}
wp_defer_comment_counting( false );
flush_rewrite_rules();

echo json_encode(
	array(
		'version'  => get_bloginfo( 'version' ),
		'accounts' => $accounts,
		'posts'    => $posts,
		'comments' => $comments,
	)
);
