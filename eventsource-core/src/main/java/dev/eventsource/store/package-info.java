/** What a backend implements and hands out, and the errors that a caller can meet. */
@NullMarked
package dev.eventsource.store;

import org.jspecify.annotations.NullMarked;
