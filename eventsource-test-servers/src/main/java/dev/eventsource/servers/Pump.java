// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One direction of a connection. Reading and writing are two threads: what comes later need not wait until what came
 * before has arrived, however slow the network is.
 */
final class Pump {

    /** What may happen to the bytes on their way. */
    interface Gate {

        /** When a piece that is read now may be written. */
        long due();

        /** What becomes of a piece that is read now. */
        Piece.Kind enter(Piece.Kind kind);

        /** Waits until bytes may pass, and says how many of them; an end has none. */
        int leave(Piece piece) throws InterruptedException;
    }

    private static final int PIECES_UNDER_WAY = 256;
    private static final int PIECE = 16 * 1024;

    private final Socket from;
    private final Socket to;
    private final Gate gate;
    private final BlockingQueue<Piece> underWay = new ArrayBlockingQueue<>(PIECES_UNDER_WAY);

    Pump(Socket from, Socket to, Gate gate) {
        this.from = from;
        this.to = to;
        this.gate = gate;
    }

    void read() throws InterruptedException {
        byte[] buffer = new byte[PIECE];
        Piece.Kind kind;
        do {
            int count = read(buffer);
            kind = count > 0 ? Piece.Kind.BYTES : count < 0 ? Piece.Kind.END : Piece.Kind.RESET;
            long due = gate.due();
            Piece.Kind entered = gate.enter(kind);
            if (kind != Piece.Kind.BYTES || entered == Piece.Kind.BYTES) {
                underWay.put(new Piece(entered, ByteBuffer.wrap(Arrays.copyOf(buffer, Math.max(0, count))), due));
            }
        } while (kind == Piece.Kind.BYTES);
    }

    /** How many bytes; a negative number at the end, none if it was no regular one. */
    private int read(byte[] buffer) {
        try {
            return from.getInputStream().read(buffer);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Writes what was read until its end; how it ended. */
    Piece.Kind write() throws IOException, InterruptedException {
        while (true) {
            Piece piece = underWay.take();
            ByteBuffer bytes = piece.bytes();
            if (piece.kind() != Piece.Kind.BYTES) {
                gate.leave(piece);
                return piece.kind();
            }
            while (bytes.hasRemaining()) {
                byte[] passed = new byte[gate.leave(piece)];
                bytes.get(passed);
                to.getOutputStream().write(passed);
            }
        }
    }
}
