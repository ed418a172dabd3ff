/** What tests of an event-sourced program need: given, when, then, assertions, a clock, ids, events, golden files. */
@NullMarked
package dev.eventsource.testing;

import org.jspecify.annotations.NullMarked;
