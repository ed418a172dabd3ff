/** Real servers for tests, and a network between them and the tests that fails on demand. */
@NullMarked
package dev.eventsource.servers;

import org.jspecify.annotations.NullMarked;
