// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A TCP proxy in front of a server that can do what networks do.
 *
 * <p>Faults that count requests look at what the client sent, in any case of the letters. They know PostgreSQL: a
 * statement that was prepared earlier is found by the text it was prepared with.
 */
public final class FaultProxy implements AutoCloseable {

    private final Supplier<InetSocketAddress> server;
    private final ServerSocket listener;
    private final Faults faults = new Faults();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

    private FaultProxy(Supplier<InetSocketAddress> server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /** A proxy on a port of this machine that changes nothing until it is told to. */
    public static FaultProxy to(String host, int port) {
        return to(() -> new InetSocketAddress(host, port));
    }

    /** A proxy for a server that must know it before it is started. */
    static FaultProxy to(Supplier<InetSocketAddress> server) {
        try {
            ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            FaultProxy proxy = new FaultProxy(server, listener);
            Daemon.start("fault-proxy-" + proxy.port(), proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections are open now. */
    public int connections() {
        return connections.size();
    }

    /** Ends all connections now, with a reset on both sides. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Whether new connections are reset at once. */
    public void refuse(boolean refuse) {
        faults.refuse(refuse);
    }

    /** Lets no byte through in either direction; connections stay open and can be opened. */
    public void stall() {
        faults.stall();
    }

    /** Ends {@link #stall} and {@link #stallRequestsAfter}: what was held back goes on. */
    public void resume() {
        faults.resume();
    }

    /** Lets every byte arrive so much later, in both directions; {@link Duration#ZERO} ends it. */
    public void delay(Duration oneWay) {
        faults.delay(oneWay);
    }

    /**
     * Drops all that the server answers from now on on the connections that are open; what they send still arrives.
     * Connections opened later work.
     */
    public void loseReplies() {
        connections.forEach(ProxiedConnection::loseReplies);
    }

    /**
     * {@link #loseReplies} for the first connection that sends this text from now on, such as {@code insert into
     * event}: the request arrives, its answer and all later ones do not. Other connections work.
     */
    public void loseRepliesAfter(String text) {
        faults.loseRepliesAfter(text);
    }

    /** {@link #loseRepliesAfter} a {@code COMMIT}, and not after any other text with this word. */
    public void loseRepliesAfterCommit() {
        faults.loseRepliesAfter("COMMIT" + Requests.END_OF_STATEMENT);
    }

    /** How many pieces of answers were dropped so far: once it grows the server has done what it was asked for. */
    public int lostReplies() {
        return faults.lostReplies();
    }

    /**
     * Lets so many more bytes of each connection through to the server and holds back the rest until {@link #resume};
     * answers still arrive.
     */
    public void stallRequestsAfter(int bytes) {
        faults.stallRequestsAfter(bytes);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            if (faults.refuses()) {
                ProxiedConnection.reset(client);
            } else {
                Daemon.start("fault-proxy-connect", () -> connect(client));
            }
        }
    }

    private void connect(Socket client) {
        Socket upstream = new Socket();
        try {
            upstream.connect(server.get());
            ProxiedConnection connection = new ProxiedConnection(client, upstream, faults, connections::remove);
            connections.add(connection);
            connection.start();
        } catch (IOException e) {
            ProxiedConnection.reset(client);
            ProxiedConnection.reset(upstream);
        }
        if (listener.isClosed()) {
            cut();
        }
    }
}
