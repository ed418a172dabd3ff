// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

/** A server that somebody else runs: tests may use it, and not break it. */
record ExternalNode<A>(String variable, String host, int port, A admin) implements Node<A> {

    @Override
    public String kind() {
        return "server " + host + " of " + variable + ",";
    }

    @Override
    public void kill9() {
        throw notOurs();
    }

    @Override
    public void stop() {
        throw notOurs();
    }

    @Override
    public void restart() {
        throw notOurs();
    }

    @Override
    public void pause() {
        throw notOurs();
    }

    @Override
    public void resume() {
        throw notOurs();
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException("Somebody else runs this server");
    }
}
