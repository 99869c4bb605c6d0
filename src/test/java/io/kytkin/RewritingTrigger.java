package io.kytkin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.tools.TriggerAdapter;

/** A rule of the ERP's own that makes something else of customers, however they are written; H2 wants it as a class. */
public final class RewritingTrigger extends TriggerAdapter {
    private static final String ON_POSTGRESQL = """
            create function rewrite() returns trigger language plpgsql as $$ begin
                new.name := upper(new.name);
                new.phone_no := regexp_replace(new.phone_no, '[^0-9]', '', 'g');
                new.credit_limit_lcy := round(new.credit_limit_lcy, 0);
                if new.city = 'Helsinki' then new.city := 'Helsingfors'; end if;
                return new;
            end $$;
            create trigger rewriting before insert or update on customer for each row execute function rewrite();
            """;

    /** From now on. */
    static void install(Installation installation) {
        boolean isH2 = installation.environment().get("ERP_JDBC_URL").startsWith("jdbc:h2");
        installation.inErp(isH2 ? "create trigger rewriting before insert, update on customer for each row call '"
                + RewritingTrigger.class.getName() + "'" : ON_POSTGRESQL);
    }

    @Override
    public void fire(Connection connection, ResultSet before, ResultSet row) throws SQLException {
        row.updateString("name", row.getString("name").toUpperCase(java.util.Locale.ROOT));
        row.updateString("phone_no", row.getString("phone_no").replaceAll("[^0-9]", ""));
        BigDecimal limit = row.getBigDecimal("credit_limit_lcy");
        row.updateBigDecimal("credit_limit_lcy", limit == null ? null : limit.setScale(0, RoundingMode.HALF_UP));
        if ("Helsinki".equals(row.getString("city"))) {
            row.updateString("city", "Helsingfors");
        }
    }
}
