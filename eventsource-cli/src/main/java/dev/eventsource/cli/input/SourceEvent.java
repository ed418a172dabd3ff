// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;

/**
 * An event as a file has it.
 *
 * @param line where it stands, for messages
 */
public record SourceEvent(StreamId stream, EventData event, long line) {}
