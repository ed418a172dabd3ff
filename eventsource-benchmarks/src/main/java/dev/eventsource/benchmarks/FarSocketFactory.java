// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/**
 * Sockets as if the server were farther away: the first bytes of an answer come so much later than they do. The waiting
 * thread itself sleeps, so that the distance costs no processor time, which a proxy on the same machine would take from
 * the server, and the more of it the more connections there are.
 */
public final class FarSocketFactory extends SocketFactory {

    private final long nanos;

    /** @param roundTrip in nanoseconds; the driver makes the factory from its address */
    public FarSocketFactory(String roundTrip) {
        this.nanos = Long.parseLong(roundTrip);
    }

    @Override
    public Socket createSocket() {
        return new FarSocket(nanos);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unconnectedOnly();
    }

    private static SocketException unconnectedOnly() {
        return new SocketException("The driver connects sockets itself");
    }

    private static final class FarSocket extends Socket {

        private final long nanos;
        private volatile boolean asked;

        FarSocket(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    asked = true;
                    out.write(bytes, offset, length);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = in.read(bytes, offset, length);
                    if (asked) {
                        asked = false;
                        sleep(nanos);
                    }
                    return read;
                }
            };
        }

        private static void sleep(long nanos) {
            long due = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
