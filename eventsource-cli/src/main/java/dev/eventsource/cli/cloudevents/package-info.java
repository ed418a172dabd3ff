/** CloudEvents 1.0 as JSON lines, with every payload kept to the byte. */
@NullMarked
package dev.eventsource.cli.cloudevents;

import org.jspecify.annotations.NullMarked;
