// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import dev.eventsource.event.Payload;
import dev.eventsource.store.Storage;
import java.util.List;

/**
 * Turns objects of one class into what is stored as a document or a snapshot, and back. Thread-safe.
 *
 * @param <T> the class
 */
public interface StateCodec<T> {

    /** Which class. */
    Class<T> type();

    /**
     * The object as it is stored. What is returned can be decoded again.
     *
     * @throws CodecException if its content cannot be stored; nothing was stored
     */
    Payload encode(T state);

    /**
     * What was stored as an object.
     *
     * @param place where it is stored, for the error: like {@code document loans/173688}
     * @throws CodecException if the content does not fit the class; never an object with a hole
     */
    T decode(Payload content, String place);

    /** The same for what is kept in this storage; see {@link EventCodec#on}. */
    default StateCodec<T> on(Storage storage) {
        return this;
    }

    /** Has the class such a field, by name or by a path of names like {@code address.city}? */
    boolean hasField(String path);

    /** The paths of its fields, in the order of the class, to be named in an error; the keys of a map are shown as {@code *}. */
    List<String> fields();
}
