package dev.eventsource.servers;

/** What runs behind a {@link PostgresServer}: whoever started it, it is handled alike. */
interface PostgresNode extends AutoCloseable {

    /** A database that is always there, for one who may do everything. */
    Database admin();

    /** For the line that says what the tests run on. */
    String kind();

    void kill9();

    void stop();

    void restart();

    void pause();

    void resume();

    @Override
    void close();
}
