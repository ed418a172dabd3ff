/** What happens to an event or a message: a handler, what is wrapped around it, and which method is meant. */
@NullMarked
package dev.eventsource.handling;

import org.jspecify.annotations.NullMarked;
