/** A storage in one SQLite file: for one machine, any number of processes. */
@NullMarked
package dev.eventsource.sqlite;

import org.jspecify.annotations.NullMarked;
