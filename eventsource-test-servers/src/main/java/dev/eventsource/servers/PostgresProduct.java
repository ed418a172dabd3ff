// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** @param settings such as {@code wal_level=logical} */
record PostgresProduct(List<String> settings) implements Product<Database> {

    private static final String VARIABLE = "EVENTSOURCE_TEST_POSTGRES_URL";

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public String word() {
        return "postgres";
    }

    @Override
    public String variable() {
        return VARIABLE;
    }

    @Override
    public Node<Database> at(String url) {
        Properties address = Driver.parseURL(url, null);
        if (address == null) {
            throw new IllegalStateException(VARIABLE + " is no PostgreSQL URL: " + url);
        }
        Database admin = new Database(
                part(address, PGProperty.PG_HOST),
                Integer.parseInt(part(address, PGProperty.PG_PORT)),
                part(address, PGProperty.PG_DBNAME),
                part(address, PGProperty.USER),
                part(address, PGProperty.PASSWORD));
        return new ExternalNode<>(VARIABLE, admin.host(), admin.port(), admin);
    }

    private static String part(Properties address, PGProperty property) {
        @Nullable String value = property.getOrDefault(address);
        if (value == null) {
            throw new IllegalStateException(VARIABLE + " has no " + property.getName());
        }
        return value;
    }

    @Override
    public Node<Database> inContainer() {
        return PostgresContainer.start(settings);
    }

    @Override
    public Optional<String> obstacle() {
        if (Binaries.forThisMachine().isEmpty()) {
            return Optional.of("no binaries for " + Binaries.platform() + " on the class path");
        }
        return Account.detected() == Account.NONE
                ? Optional.of(
                        "neither root nor a user without a name can run it, and neither unshare nor setpriv works here")
                : Optional.empty();
    }

    @Override
    public Node<Database> asProcess() {
        Cluster cluster = Cluster.of(Binaries.forThisMachine().orElseThrow(), Account.detected());
        return ProcessNode.start(() -> PostgresProgram.of(cluster, settings));
    }
}
