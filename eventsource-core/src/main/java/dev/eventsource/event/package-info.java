/** The values of event sourcing: what is written, what was recorded, what is asked for and what is demanded. They know nobody. */
@NullMarked
package dev.eventsource.event;

import org.jspecify.annotations.NullMarked;
