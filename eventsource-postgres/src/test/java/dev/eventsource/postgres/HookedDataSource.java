// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source whose prepared statements can be preceded and followed by something else. */
final class HookedDataSource implements DataSource {

    private final DataSource own;
    volatile Consumer<String> before = sql -> {};
    volatile Consumer<String> after = sql -> {};

    HookedDataSource(DataSource own) {
        this.own = own;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = own.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = call(method, connection, arguments);
                    return method.getName().equals("prepareStatement")
                            ? hooked((PreparedStatement) result, (String) arguments[0])
                            : result;
                });
    }

    private PreparedStatement hooked(PreparedStatement statement, String sql) {
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (proxy, method, arguments) -> {
                    boolean executes = method.getName().startsWith("execute");
                    if (executes) {
                        before.accept(sql);
                    }
                    Object result = call(method, statement, arguments);
                    if (executes) {
                        after.accept(sql);
                    }
                    return result;
                });
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("not here");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not here");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
