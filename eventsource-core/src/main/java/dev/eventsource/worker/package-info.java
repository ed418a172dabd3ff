/** Threads: the only place that starts them. */
@NullMarked
package dev.eventsource.worker;

import org.jspecify.annotations.NullMarked;
