// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection lent to user code inside a transaction that is not the user's to end. What would end or change the
 * transaction throws {@link SQLException}; statements that the user leaves open are closed with the loan.
 */
public final class GuardedConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GuardedConnection.class);
    private static final Set<String> REFUSED = Set.of(
            "commit",
            "rollback",
            "close",
            "abort",
            "setAutoCommit",
            "setSavepoint",
            "releaseSavepoint",
            "setTransactionIsolation",
            "setReadOnly",
            "unwrap");

    private final Connection connection;
    private final Connection lent;
    private final List<Statement> statements = new ArrayList<>();
    private volatile boolean returned;

    /** @param connection in a transaction; it stays whose it is */
    public GuardedConnection(Connection connection) {
        this.connection = connection;
        this.lent = (Connection) Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this::invoke);
    }

    /** What is handed to the user. */
    public Connection lent() {
        return lent;
    }

    /** Takes the connection back; what was lent cannot be used any more. Does not throw. */
    @Override
    public void close() {
        returned = true;
        for (Statement statement : statements) {
            try {
                statement.close();
            } catch (SQLException e) {
                log.debug("A statement of the user's did not close", e);
            }
        }
    }

    private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (REFUSED.contains(name)) {
            throw new SQLException(name + " is not yours to call here: the storage ends this transaction when the work"
                    + " returns, and rolls it back when the work throws");
        }
        switch (name) {
            case "equals" -> {
                return arguments != null && arguments[0] == proxy;
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "isClosed" -> {
                return returned;
            }
            case "getAutoCommit" -> {
                return false;
            }
            default -> {
                if (returned) {
                    throw new SQLException("This connection was lent to a work that has ended");
                }
                return lend(call(method, connection, arguments), method.getReturnType());
            }
        }
    }

    /** Statements and metadata name the lent connection as theirs. */
    private @Nullable Object lend(@Nullable Object result, Class<?> type) {
        if (result instanceof Statement statement) {
            statements.add(statement);
        } else if (!(result instanceof DatabaseMetaData)) {
            return result;
        }
        Object own = result;
        return Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getName().equals("getConnection") ? lent : call(method, own, arguments));
    }

    private static @Nullable Object call(Method method, Object target, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
