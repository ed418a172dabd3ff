// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import java.util.Set;

/**
 * An event that says by which tags it can be found across streams, like {@code student:ada}. Not stored in its payload.
 */
public interface Tagged {

    /** See {@link dev.eventsource.event.EventData#tags}; the same for equal events. */
    Set<String> tags();
}
