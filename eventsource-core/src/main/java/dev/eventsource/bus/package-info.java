/** What carries events to other processes, and what all buses have in common. */
@NullMarked
package dev.eventsource.bus;

import org.jspecify.annotations.NullMarked;
