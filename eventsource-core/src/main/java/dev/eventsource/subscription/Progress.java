// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import java.time.Duration;
import java.util.Optional;

/**
 * How catching up goes on.
 *
 * @param rate positions a second since it began here
 * @param remaining positions to the end of the log
 * @param left how long it will take at this rate; empty if nobody knows yet
 */
public record Progress(double rate, long remaining, Optional<Duration> left) {}
