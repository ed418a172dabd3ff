// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL from binaries on the class path. */
record PostgresProgram(Cluster cluster, int port, List<String> settings) implements Program<Database> {

    static PostgresProgram of(Cluster cluster, List<String> settings) {
        return new PostgresProgram(cluster, FreePort.any(), settings);
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public void prepare(Path folder) {
        cluster.account().own(folder);
        cluster.copyDataTo(folder.resolve("data"));
    }

    @Override
    public List<String> command(Path folder) {
        List<String> command = new ArrayList<>(
                List.of(cluster.server(), "-D", folder.resolve("data").toString(), "-p", Integer.toString(port)));
        PostgresSettings.forTests(settings).forEach(setting -> command.addAll(List.of("-c", setting)));
        return cluster.account().command(command);
    }

    @Override
    public void environment(Map<String, String> environment, Path folder) {
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    }

    /** The fast shutdown. */
    @Override
    public String stopSignal() {
        return "INT";
    }

    @Override
    public boolean answers(Path folder) {
        try (Connection connection = admin(folder).dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW data_directory")) {
            return rows.next() && Files.isSameFile(Path.of(rows.getString(1)), folder.resolve("data"));
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    @Override
    public Database admin(Path folder) {
        return cluster.database(port);
    }
}
