/** From the log, and from tables of others, to a bus. */
@NullMarked
package dev.eventsource.outbox;

import org.jspecify.annotations.NullMarked;
