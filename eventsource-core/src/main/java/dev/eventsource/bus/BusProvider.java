// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.List;

/** How a bus is found by URL: implement it and name it in {@code META-INF/services}. */
public interface BusProvider {

    /** What its URLs begin with, like {@code redis:}; several if there is one with TLS. */
    List<String> schemes();

    /**
     * Opens the bus.
     *
     * @param url begins with one of the {@link #schemes()}
     * @throws IllegalArgumentException if the rest of the URL makes no sense; the message shows no password
     * @throws BusException if it cannot be reached
     */
    EventBus open(String url, BusOptions options);
}
