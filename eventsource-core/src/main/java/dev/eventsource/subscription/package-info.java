/** Events to handlers: every one, in order, by any number of processes. */
@NullMarked
package dev.eventsource.subscription;

import org.jspecify.annotations.NullMarked;
