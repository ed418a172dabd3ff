/** Event logs in XES (IEEE 1849). */
@NullMarked
package dev.eventsource.cli.xes;

import org.jspecify.annotations.NullMarked;
