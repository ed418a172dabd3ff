/** Files of events: opened with limits, read one event at a time, refused with file, line and reason. */
@NullMarked
package dev.eventsource.cli.input;

import org.jspecify.annotations.NullMarked;
