// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.Storage;

/** How the events of an example are encoded. */
final class Codecs {

    private Codecs() {}

    /** Personal data of the stream's tenant has its keys in the store of the example. */
    static EventCodec of(EventCodec codec, Storage storage, StreamId stream) {
        return codec.on(stream.tenant().isEmpty() ? storage : storage.forTenant(stream.tenant()));
    }
}
