// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool of one kept connection for what borrows; the storage's own two are others. */
final class KeptDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    private final transient Connection kept;
    private int lent;

    KeptDataSource(Connection kept) {
        this.kept = kept;
    }

    @Override
    public Connection getConnection() throws SQLException {
        lent++;
        if (lent == 2 || lent == 3) {
            return Databases.shared().dataSource().getConnection();
        }
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(kept, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
