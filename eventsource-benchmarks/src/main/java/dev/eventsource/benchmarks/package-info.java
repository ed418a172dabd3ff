/** What it costs: this library beside the same work written by hand, side by side in one run. */
@NullMarked
package dev.eventsource.benchmarks;

import org.jspecify.annotations.NullMarked;
