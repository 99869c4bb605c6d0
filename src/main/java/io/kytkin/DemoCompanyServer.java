package io.kytkin;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;

/**
 * Lets other programs of this machine read and edit the embedded demo company, whose file the runtime has open. H2 allows
 * its users to run code, so a client has to know a key that is new with every start.
 */
final class DemoCompanyServer implements AutoCloseable {
    private final Server server;
    private final String key;

    private DemoCompanyServer(Server server, String key) {
        this.server = server;
        this.key = key;
    }

    /**
     * @param database the file, without H2's ending
     * @throws SettingProblem when no port can be opened
     */
    static DemoCompanyServer start(Path database) {
        String key = UUID.randomUUID().toString();
        try {
            return new DemoCompanyServer(Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifExists",
                    "-key", key, database.toString()).start(), key);
        } catch (SQLException e) {
            throw new SettingProblem("The demo company can't be opened to other programs: " + e.getMessage(), e);
        }
    }

    /** The address for JDBC; user and password are empty. */
    String url() {
        return "jdbc:h2:tcp://" + Databases.LOOPBACK + ":" + server.getPort() + "/" + key;
    }

    @Override
    public void close() {
        server.stop();
    }
}
