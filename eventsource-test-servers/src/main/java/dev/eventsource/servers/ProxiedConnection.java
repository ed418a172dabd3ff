// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client's connection to the proxy, and the proxy's to the server. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server;
    private final Faults faults;
    private final Consumer<ProxiedConnection> whenClosed;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private volatile boolean losesReplies;

    ProxiedConnection(Socket client, Socket server, Faults faults, Consumer<ProxiedConnection> whenClosed)
            throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        this.client = client;
        this.server = server;
        this.faults = faults;
        this.whenClosed = whenClosed;
    }

    void start() {
        start("requests", new Pump(client, server, new RequestGate()), server);
        start("replies", new Pump(server, client, new ReplyGate()), client);
    }

    private void start(String name, Pump pump, Socket to) {
        threads.add(Daemon.start("fault-proxy-" + name + "-in", pump::read));
        threads.add(Daemon.start("fault-proxy-" + name + "-out", () -> {
            Piece.Kind end = Piece.Kind.RESET;
            try {
                end = pump.write();
            } finally {
                end(end, to);
            }
        }));
    }

    private void end(Piece.Kind kind, Socket to) {
        try {
            if (kind == Piece.Kind.END) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            reset();
        }
        if (kind == Piece.Kind.RESET || openDirections.decrementAndGet() == 0) {
            reset();
        }
    }

    void loseReplies() {
        losesReplies = true;
    }

    /** Ends it now on both sides, whatever is still under way. */
    void reset() {
        whenClosed.accept(this);
        reset(client);
        reset(server);
        threads.forEach(Thread::interrupt);
    }

    static void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // It was closed already.
        }
    }

    private final class RequestGate implements Pump.Gate {

        private final Requests requests = new Requests();
        private final Allowance allowance = new Allowance();

        @Override
        public long due() {
            return faults.due();
        }

        @Override
        public Piece.Kind enter(Piece.Kind kind) {
            return kind;
        }

        @Override
        public int leave(Piece piece) throws InterruptedException {
            ByteBuffer bytes = piece.bytes();
            int count = faults.awaitRequest(piece.due(), bytes.remaining(), allowance);
            if (bytes.position() == 0) {
                byte[] all = new byte[bytes.remaining()];
                bytes.duplicate().get(all);
                requests.add(all);
                if (faults.strike(requests)) {
                    loseReplies();
                }
            }
            return count;
        }
    }

    private final class ReplyGate implements Pump.Gate {

        @Override
        public long due() {
            return faults.due();
        }

        @Override
        public Piece.Kind enter(Piece.Kind kind) {
            if (losesReplies && kind == Piece.Kind.BYTES) {
                faults.replyLost();
            }
            return losesReplies ? Piece.Kind.LOST : kind;
        }

        @Override
        public int leave(Piece piece) throws InterruptedException {
            faults.awaitReply(piece.due());
            return piece.bytes().remaining();
        }
    }
}
