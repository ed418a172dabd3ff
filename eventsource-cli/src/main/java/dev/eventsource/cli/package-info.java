/** The {@code eventsource} command. */
@NullMarked
package dev.eventsource.cli;

import org.jspecify.annotations.NullMarked;
