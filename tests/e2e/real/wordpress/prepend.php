<?php
/*
 * Runs before every script of the private WordPress: says that the site lives in the run's own
 * folder. WordPress's code stays where the package put it, nothing under /etc is read or written.
 */
define( 'ABSPATH', getenv( 'BARAZA_WORDPRESS' ) . '/site/' );
