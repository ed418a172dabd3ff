/** Deciding on what happened: aggregates, by whatever style, and decisions across streams. */
@NullMarked
package dev.eventsource.aggregate;

import org.jspecify.annotations.NullMarked;
