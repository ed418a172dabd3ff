// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

/** Something that goes on until it is closed, like a callback that was registered. Closing twice is harmless. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
