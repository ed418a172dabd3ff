/** Storage in PostgreSQL 13 or newer. */
@NullMarked
package dev.eventsource.postgres;

import org.jspecify.annotations.NullMarked;
