// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.nio.ByteBuffer;

/** Bytes under way, or the end of them. */
record Piece(Kind kind, ByteBuffer bytes, long due) {

    enum Kind {
        BYTES,
        /** The sender said that this was all. */
        END,
        /** The sender is gone. */
        RESET,
        /** The sender is gone, and the receiver does not hear of it. */
        LOST
    }
}
