// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a URL and the environment say about a store. Nothing here repeats the URL, which may hold a password.
 *
 * @param dataSource opens connections, without a pool
 * @param schema holds the tables
 */
record StoreUrl(PGSimpleDataSource dataSource, String schema) {

    private static final String HOST = "(\\[[^\\[\\]/@?]*]|[^\\[\\]:,/@?]*)(:\\d{1,5})?";
    /** The driver refuses the same, but logs the URL as it does. */
    private static final Pattern WELL_FORMED =
            Pattern.compile("jdbc:postgresql:(//" + HOST + "(," + HOST + ")*/[^/@?]*|[^/@?]*)(\\?.*)?", Pattern.DOTALL);

    private static final Pattern ACCOUNT = Pattern.compile("[^?]*@.*", Pattern.DOTALL);

    private static final Map<PGProperty, String> DEFAULTS = Map.of(
            PGProperty.APPLICATION_NAME, "eventsource",
            PGProperty.CONNECT_TIMEOUT, "10",
            PGProperty.TCP_KEEP_ALIVE, "true",
            // Details quote rows.
            PGProperty.LOG_SERVER_ERROR_DETAIL, "false");

    /**
     * Reads the URL; what it leaves out comes from {@code PGUSER} and {@code PGPASSWORD}, then from the driver, which
     * knows the password file.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static StoreUrl of(String url, Map<String, String> environment) {
        if (ACCOUNT.matcher(url).matches()) {
            throw malformed("User and password do not belong in front of the host");
        }
        if (!WELL_FORMED.matcher(url).matches()) {
            throw malformed("This names no database");
        }
        Properties properties = Driver.parseURL(url, account(environment));
        if (properties == null) {
            throw malformed("A parameter or the port makes no sense (a % in a value is written %25)");
        }
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        for (PGProperty property : PGProperty.values()) {
            String value = properties.getProperty(property.getName(), DEFAULTS.get(property));
            if (value != null) {
                dataSource.setProperty(property, value);
            }
        }
        return new StoreUrl(dataSource, SearchPath.first(properties.getProperty(PGProperty.CURRENT_SCHEMA.getName())));
    }

    /** Server and database, without user, password and parameters. */
    String name() {
        return withoutParameters(dataSource.getUrl());
    }

    static String withoutParameters(String url) {
        return url.replaceFirst("^jdbc:", "").replaceFirst("(?s)\\?.*", "");
    }

    private static Properties account(Map<String, String> environment) {
        Properties account = new Properties();
        put(account, PGProperty.USER, environment.get("PGUSER"));
        put(account, PGProperty.PASSWORD, environment.get("PGPASSWORD"));
        return account;
    }

    private static void put(Properties account, PGProperty property, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            account.setProperty(property.getName(), value);
        }
    }

    private static IllegalArgumentException malformed(String reason) {
        return new IllegalArgumentException(reason + "; write jdbc:postgresql://HOST:PORT/DATABASE?user=NAME, and the"
                + " password as the variable PGPASSWORD, in the file .pgpass, or as the parameter password");
    }
}
