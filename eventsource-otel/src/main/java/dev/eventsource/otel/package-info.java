/** Traces and metrics of storages, buses and handlers, by the OpenTelemetry API: wrap what is to be seen. */
@NullMarked
package dev.eventsource.otel;

import org.jspecify.annotations.NullMarked;
