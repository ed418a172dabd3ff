// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;

/**
 * The command: record that this happened to an application.
 *
 * @param ordinal the how-manieth activity of the application it is, from 1
 */
record RecordActivity(StreamId application, int ordinal, EventData activity) {}
