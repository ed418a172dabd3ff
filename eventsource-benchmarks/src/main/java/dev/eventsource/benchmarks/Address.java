// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.servers.Database;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a database is and how to get in, as one text that can be handed to another process. */
record Address(String url) {

    static Address of(Database database) {
        return new Address(database.url() + "?user=" + encoded(database.user()) + "&password="
                + encoded(database.password()) + "&sslmode=disable&gssEncMode=disable");
    }

    /** The same database, farther away. */
    Address behind(Duration roundTrip) {
        return new Address(url + "&socketFactory=" + FarSocketFactory.class.getName() + "&socketFactoryArg="
                + roundTrip.toNanos());
    }

    PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
