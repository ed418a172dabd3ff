// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

/**
 * An attribute of a log, a trace or an event.
 *
 * @param text the value as the file has it, "" if it has none of its own
 * @param json the value with its type, and with the attributes nested in it
 */
record XesAttribute(String key, String text, String json) {}
