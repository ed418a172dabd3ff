package dev.eventsource.subscription;

import java.time.Duration;

/**
 * How far behind a subscription is.
 *
 * @param events positions between its slowest partition and the end of the log, whether it wants the events there or not
 * @param age how long ago the first event that it has not handled was recorded; zero if there is none
 */
public record Lag(long events, Duration age) {}
