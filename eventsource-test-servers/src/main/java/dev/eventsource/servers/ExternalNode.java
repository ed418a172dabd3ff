package dev.eventsource.servers;

import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A server that somebody else runs: tests may create databases on it, and nothing else. */
record ExternalNode(Database admin) implements PostgresNode {

    static Optional<PostgresNode> fromEnvironment() {
        return Optional.ofNullable(System.getenv("EVENTSOURCE_TEST_POSTGRES_URL"))
                .map(ExternalNode::at);
    }

    static ExternalNode at(String url) {
        Properties address = Driver.parseURL(url, null);
        if (address == null) {
            throw new IllegalStateException("EVENTSOURCE_TEST_POSTGRES_URL is no PostgreSQL URL: " + url);
        }
        return new ExternalNode(new Database(
                part(address, PGProperty.PG_HOST),
                Integer.parseInt(part(address, PGProperty.PG_PORT)),
                part(address, PGProperty.PG_DBNAME),
                part(address, PGProperty.USER),
                part(address, PGProperty.PASSWORD)));
    }

    private static String part(Properties address, PGProperty property) {
        @Nullable String value = property.getOrDefault(address);
        if (value == null) {
            throw new IllegalStateException("EVENTSOURCE_TEST_POSTGRES_URL has no " + property.getName());
        }
        return value;
    }

    @Override
    public String kind() {
        return "server " + admin.host() + " of EVENTSOURCE_TEST_POSTGRES_URL,";
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
