/** Appends what a file says in the file's order, so that doing it again adds only what is absent. */
@NullMarked
package dev.eventsource.cli.importing;

import org.jspecify.annotations.NullMarked;
