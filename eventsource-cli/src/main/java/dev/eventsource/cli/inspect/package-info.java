/** Looks at a whole log in bounded memory. */
@NullMarked
package dev.eventsource.cli.inspect;

import org.jspecify.annotations.NullMarked;
