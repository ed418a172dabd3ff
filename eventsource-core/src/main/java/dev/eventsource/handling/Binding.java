// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

/**
 * Which handler events of a class get.
 *
 * @param name of the handler, for people
 * @param type the class of the events, or a sealed one above it
 */
record Binding(String name, Class<?> type, Call call) {

    /** Calls the handler. */
    @FunctionalInterface
    interface Call {
        void with(Object event, Delivered delivered) throws Exception;
    }
}
