/** Doing what was written down to be done outside of the database: which handler does what, and workers that run them. */
@NullMarked
package dev.eventsource.workflow;

import org.jspecify.annotations.NullMarked;
