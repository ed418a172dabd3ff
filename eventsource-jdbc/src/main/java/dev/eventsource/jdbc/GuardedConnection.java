package dev.eventsource.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** A connection lent to user code inside a transaction that is not the user's to end. */
public final class GuardedConnection {

    private static final Set<String> REFUSED =
            Set.of("commit", "rollback", "close", "abort", "setAutoCommit", "setTransactionIsolation", "setReadOnly");

    private GuardedConnection() {}

    /** The same connection, except that what would end or change the transaction throws {@link SQLException}. */
    public static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    String name = method.getName();
                    boolean toSavepoint = name.equals("rollback") && args != null;
                    if (REFUSED.contains(name) && !toSavepoint) {
                        throw new SQLException(name + " is not yours to call here: the storage ends this transaction"
                                + " when the work returns, and rolls it back when the work throws");
                    }
                    if (name.equals("getAutoCommit")) {
                        return false;
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
