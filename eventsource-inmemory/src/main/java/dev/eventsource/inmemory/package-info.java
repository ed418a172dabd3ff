/** A storage in memory: for tests, and the specification in code. */
@NullMarked
package dev.eventsource.inmemory;

import org.jspecify.annotations.NullMarked;
