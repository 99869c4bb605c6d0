-- The ERP's tables, as the mappings under routes/mappings expect them: the tables of Business Central, with their
-- names and fields in snake case. Runs unchanged on H2 2.4 and on PostgreSQL 15 and later, and again without harm.
-- docs/erp-tables.md says what each column is for.
--
-- What all tables share, as in the ERP:
--   the key is the ERP's own primary key, beside it system_id, which never changes, not even when a record is renamed
--   system_modified_at is written by whoever writes the row, as a time in UTC; with system_id it is the way to read
--   what changed since, in pages
--   a blank is '' in a text or code, 0 in a number, false in a flag and null in a date
--   lengths are those of Business Central; amounts, rates and quantities are numeric (38, 20)
--   no foreign keys: a code may point to nothing

-- ---- The company --------------------------------------------------------------------------------------------------

create table if not exists company_information (
    primary_key             varchar(10)     not null default '',   -- always blank: the table has one row
    name                    varchar(100)    not null default '',
    name_2                  varchar(50)     not null default '',
    address                 varchar(100)    not null default '',
    address_2               varchar(50)     not null default '',
    post_code               varchar(20)     not null default '',
    city                    varchar(30)     not null default '',
    county                  varchar(30)     not null default '',
    country_region_code     varchar(10)     not null default '',
    phone_no                varchar(30)     not null default '',
    fax_no                  varchar(30)     not null default '',
    e_mail                  varchar(80)     not null default '',
    home_page               varchar(255)    not null default '',
    vat_registration_no     varchar(20)     not null default '',
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (primary_key)
);
comment on table company_information is 'Name and address of the company itself; one row.';

create table if not exists general_ledger_setup (
    primary_key                 varchar(10)     not null default '',   -- always blank: the table has one row
    lcy_code                    varchar(10)     not null default '',   -- what a blank currency code stands for
    local_currency_symbol       varchar(10)     not null default '',
    local_currency_description  varchar(60)     not null default '',
    amount_rounding_precision   numeric(38, 20) not null default 0,
    system_id                   uuid            not null unique,
    system_modified_at          timestamp with time zone not null,
    primary key (primary_key)
);
comment on table general_ledger_setup is 'The local currency (LCY), which has no row in currency; one row.';

create table if not exists no_series (
    code                    varchar(20)     not null,
    description             varchar(100)    not null default '',
    default_nos             boolean         not null default false,
    manual_nos              boolean         not null default false,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table no_series is 'Number series: where the numbers of new customers, contacts and items come from.';

create table if not exists no_series_line (
    series_code             varchar(20)     not null,
    line_no                 integer         not null,
    starting_date           date,
    starting_no             varchar(20)     not null default '',
    ending_no               varchar(20)     not null default '',
    last_no_used            varchar(20)     not null default '',
    increment_by_no         integer         not null default 1,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (series_code, line_no)
);
comment on table no_series_line is 'The numbers of a series: the first, the last and the last one given out.';

create table if not exists country_region (
    code                    varchar(10)     not null,
    name                    varchar(50)     not null default '',
    iso_code                varchar(2)      not null default '',
    eu_country_region_code  varchar(10)     not null default '',
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table country_region is 'Countries. The CRM holds the code as free text.';

create table if not exists post_code (
    code                    varchar(20)     not null,
    city                    varchar(30)     not null,
    country_region_code     varchar(10)     not null default '',
    county                  varchar(30)     not null default '',
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code, city)
);
comment on table post_code is 'Post codes with their towns; one code may have several.';

-- ---- People who sell and buy --------------------------------------------------------------------------------------

create table if not exists salesperson_purchaser (
    code                    varchar(20)     not null,
    name                    varchar(50)     not null default '',
    e_mail                  varchar(80)     not null default '',       -- couples the salesperson to a CRM user
    e_mail_2                varchar(80)     not null default '',
    phone_no                varchar(30)     not null default '',
    job_title               varchar(30)     not null default '',
    commission_percent      numeric(38, 20) not null default 0,
    blocked                 boolean         not null default false,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table salesperson_purchaser is 'Salespeople and purchasers: owners of accounts and contacts in the CRM.';

-- ---- Money --------------------------------------------------------------------------------------------------------

create table if not exists currency (
    code                            varchar(10)     not null,
    iso_code                        varchar(3)      not null default '',
    description                     varchar(30)     not null default '',
    symbol                          varchar(10)     not null default '',
    amount_rounding_precision       numeric(38, 20) not null default 0,
    unit_amount_rounding_precision  numeric(38, 20) not null default 0,
    system_id                       uuid            not null unique,
    system_modified_at              timestamp with time zone not null,
    primary key (code)
);
comment on table currency is 'Foreign currencies. The local one is in general_ledger_setup.';

create table if not exists currency_exchange_rate (
    currency_code                   varchar(10)     not null,
    starting_date                   date            not null,
    -- So many units of the currency ...
    exchange_rate_amount            numeric(38, 20) not null default 0,
    adjustment_exch_rate_amount     numeric(38, 20) not null default 0,
    -- ... are worth so many of this one; blank: of the local currency
    relational_currency_code        varchar(10)     not null default '',
    relational_exch_rate_amount     numeric(38, 20) not null default 0,
    relational_adjmt_exch_rate_amt  numeric(38, 20) not null default 0,
    system_id                       uuid            not null unique,
    system_modified_at              timestamp with time zone not null,
    primary key (currency_code, starting_date)
);
comment on table currency_exchange_rate is 'What a currency is worth from a day on, until the next row starts.';

create table if not exists payment_terms (
    code                        varchar(10)     not null,
    due_date_calculation        varchar(32)     not null default '',
    discount_date_calculation   varchar(32)     not null default '',
    discount_percent            numeric(38, 20) not null default 0,
    description                 varchar(100)    not null default '',
    system_id                   uuid            not null unique,
    system_modified_at          timestamp with time zone not null,
    primary key (code)
);
comment on table payment_terms is 'Payment terms; in the CRM values of an option list.';

-- ---- Delivery -----------------------------------------------------------------------------------------------------

create table if not exists shipment_method (
    code                    varchar(10)     not null,
    description             varchar(100)    not null default '',
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table shipment_method is 'Who pays for the transport; in the CRM values of an option list.';

create table if not exists shipping_agent (
    code                    varchar(10)     not null,
    name                    varchar(50)     not null default '',
    internet_address        varchar(250)    not null default '',
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table shipping_agent is 'Carriers; in the CRM values of an option list.';

-- ---- Customers, vendors, contacts ---------------------------------------------------------------------------------

create table if not exists customer (
    no                      varchar(20)     not null,
    name                    varchar(100)    not null default '',
    name_2                  varchar(50)     not null default '',
    search_name             varchar(100)    not null default '',
    contact                 varchar(100)    not null default '',       -- the name of a person, not a number
    -- Where it is
    address                 varchar(100)    not null default '',
    address_2               varchar(50)     not null default '',
    post_code               varchar(20)     not null default '',
    city                    varchar(30)     not null default '',
    county                  varchar(30)     not null default '',
    country_region_code     varchar(10)     not null default '',
    -- How it is reached
    phone_no                varchar(30)     not null default '',
    mobile_phone_no         varchar(30)     not null default '',
    fax_no                  varchar(30)     not null default '',
    e_mail                  varchar(80)     not null default '',
    home_page               varchar(255)    not null default '',
    primary_contact_no      varchar(20)     not null default '',
    -- On which terms it buys
    currency_code           varchar(10)     not null default '',       -- blank: the local currency
    customer_price_group    varchar(10)     not null default '',
    payment_terms_code      varchar(10)     not null default '',
    shipment_method_code    varchar(10)     not null default '',
    shipping_agent_code     varchar(10)     not null default '',
    salesperson_code        varchar(20)     not null default '',
    credit_limit_lcy        numeric(38, 20) not null default 0,        -- in the local currency, whatever its own is
    vat_registration_no     varchar(20)     not null default '',
    -- Which accounts its invoices go to; a new customer can't be sold to without them
    gen_bus_posting_group   varchar(20)     not null default '',
    customer_posting_group  varchar(20)     not null default '',
    blocked                 varchar(10)     not null default '',       -- '' not blocked, 'Ship', 'Invoice', 'All'
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (no)
);
comment on table customer is 'Customers.';

create table if not exists vendor (
    no                      varchar(20)     not null,
    name                    varchar(100)    not null default '',
    name_2                  varchar(50)     not null default '',
    search_name             varchar(100)    not null default '',
    contact                 varchar(100)    not null default '',
    -- Where it is
    address                 varchar(100)    not null default '',
    address_2               varchar(50)     not null default '',
    post_code               varchar(20)     not null default '',
    city                    varchar(30)     not null default '',
    county                  varchar(30)     not null default '',
    country_region_code     varchar(10)     not null default '',
    -- How it is reached
    phone_no                varchar(30)     not null default '',
    mobile_phone_no         varchar(30)     not null default '',
    fax_no                  varchar(30)     not null default '',
    e_mail                  varchar(80)     not null default '',
    home_page               varchar(255)    not null default '',
    primary_contact_no      varchar(20)     not null default '',
    -- On which terms it sells
    currency_code           varchar(10)     not null default '',       -- blank: the local currency
    payment_terms_code      varchar(10)     not null default '',
    shipment_method_code    varchar(10)     not null default '',
    shipping_agent_code     varchar(10)     not null default '',
    purchaser_code          varchar(20)     not null default '',
    vat_registration_no     varchar(20)     not null default '',
    blocked                 varchar(10)     not null default '',       -- '' not blocked, 'Payment', 'All'
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (no)
);
comment on table vendor is 'Vendors.';

create table if not exists contact (
    no                      varchar(20)     not null,
    type                    varchar(10)     not null default 'Company', -- 'Company', 'Person'
    company_no              varchar(20)     not null default '',       -- of a person: the contact that is its company
    company_name            varchar(100)    not null default '',
    -- Who it is; the ERP builds a person's name from its parts
    name                    varchar(100)    not null default '',
    first_name              varchar(30)     not null default '',
    middle_name             varchar(30)     not null default '',
    surname                 varchar(30)     not null default '',
    salutation_code         varchar(10)     not null default '',
    job_title               varchar(30)     not null default '',
    -- Where it is
    address                 varchar(100)    not null default '',
    address_2               varchar(50)     not null default '',
    post_code               varchar(20)     not null default '',
    city                    varchar(30)     not null default '',
    county                  varchar(30)     not null default '',
    country_region_code     varchar(10)     not null default '',
    -- How it is reached
    phone_no                varchar(30)     not null default '',
    mobile_phone_no         varchar(30)     not null default '',
    fax_no                  varchar(30)     not null default '',
    pager                   varchar(30)     not null default '',
    e_mail                  varchar(80)     not null default '',
    home_page               varchar(255)    not null default '',
    currency_code           varchar(10)     not null default '',
    salesperson_code        varchar(20)     not null default '',
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (no)
);
comment on table contact is 'People and the companies they belong to.';

create table if not exists contact_business_relation (
    contact_no              varchar(20)     not null,                  -- a contact of type Company
    business_relation_code  varchar(10)     not null,
    link_to_table           varchar(20)     not null default '',       -- 'Customer', 'Vendor', 'Bank Account'
    no                      varchar(20)     not null default '',       -- the key in that table
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (contact_no, business_relation_code)
);
comment on table contact_business_relation is 'Which customer or vendor a company contact is.';

-- ---- What is sold -------------------------------------------------------------------------------------------------

create table if not exists unit_of_measure (
    code                        varchar(10)     not null,
    description                 varchar(50)     not null default '',
    international_standard_code varchar(10)     not null default '',
    symbol                      varchar(10)     not null default '',
    system_id                   uuid            not null unique,
    system_modified_at          timestamp with time zone not null,
    primary key (code)
);
comment on table unit_of_measure is 'Units, with their codes of UN/ECE recommendation 20.';

create table if not exists item (
    no                      varchar(20)     not null,
    description             varchar(100)    not null default '',
    description_2           varchar(50)     not null default '',
    type                    varchar(20)     not null default 'Inventory', -- 'Inventory', 'Service', 'Non-Inventory'
    item_category_code      varchar(20)     not null default '',
    base_unit_of_measure    varchar(10)     not null default '',
    sales_unit_of_measure   varchar(10)     not null default '',
    unit_price              numeric(38, 20) not null default 0,        -- of one base unit, in the local currency
    unit_cost               numeric(38, 20) not null default 0,
    unit_volume             numeric(38, 20) not null default 0,        -- cubic metres
    gross_weight            numeric(38, 20) not null default 0,        -- kilograms
    net_weight              numeric(38, 20) not null default 0,
    vendor_no               varchar(20)     not null default '',
    vendor_item_no          varchar(50)     not null default '',
    blocked                 boolean         not null default false,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (no)
);
comment on table item is 'Goods. What is on stock is the sum of the item ledger entries.';

create table if not exists item_unit_of_measure (
    item_no                 varchar(20)     not null,
    code                    varchar(10)     not null,
    qty_per_unit_of_measure numeric(38, 20) not null default 0,        -- how many base units it is; 1 for the base unit
    weight                  numeric(38, 20) not null default 0,
    cubage                  numeric(38, 20) not null default 0,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (item_no, code)
);
comment on table item_unit_of_measure is 'The units an item is bought and sold in.';

create table if not exists item_ledger_entry (
    entry_no                integer         not null,
    item_no                 varchar(20)     not null default '',
    posting_date            date,
    entry_type              varchar(30)     not null default '',       -- 'Purchase', 'Sale', 'Positive Adjmt.', ...
    document_no             varchar(20)     not null default '',
    description             varchar(100)    not null default '',
    location_code           varchar(10)     not null default '',
    variant_code            varchar(10)     not null default '',
    source_no               varchar(20)     not null default '',       -- the customer or vendor
    quantity                numeric(38, 20) not null default 0,        -- in base units, below zero when goods leave
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (entry_no)
);
comment on table item_ledger_entry is 'Every movement of an item. Entries are added, never changed.';

create table if not exists resource (
    no                      varchar(20)     not null,
    type                    varchar(10)     not null default 'Person', -- 'Person', 'Machine'
    name                    varchar(100)    not null default '',
    base_unit_of_measure    varchar(10)     not null default '',
    unit_price              numeric(38, 20) not null default 0,
    unit_cost               numeric(38, 20) not null default 0,
    capacity                numeric(38, 20) not null default 0,        -- the ERP computes it from capacity entries
    vendor_no               varchar(20)     not null default '',
    blocked                 boolean         not null default false,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (no)
);
comment on table resource is 'People and machines whose time is sold.';

create table if not exists resource_unit_of_measure (
    resource_no                     varchar(20)     not null,
    code                            varchar(10)     not null,
    qty_per_unit_of_measure         numeric(38, 20) not null default 0,
    related_to_base_unit_of_meas    boolean         not null default true,
    system_id                       uuid            not null unique,
    system_modified_at              timestamp with time zone not null,
    primary key (resource_no, code)
);
comment on table resource_unit_of_measure is 'The units a resource is sold in.';

-- ---- For how much -------------------------------------------------------------------------------------------------

create table if not exists customer_price_group (
    code                    varchar(10)     not null,
    description             varchar(100)    not null default '',
    price_includes_vat      boolean         not null default false,
    allow_line_disc         boolean         not null default true,
    allow_invoice_disc      boolean         not null default true,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table customer_price_group is 'Customers who pay the same prices; its currency is that of its sales prices.';

create table if not exists sales_price (
    item_no                 varchar(20)     not null,
    sales_type              varchar(30)     not null,                  -- 'Customer', 'Customer Price Group' or
                                                                       -- 'All Customers'
    sales_code              varchar(20)     not null default '',       -- the customer or the price group
    starting_date           date,                                      -- null: always was
    currency_code           varchar(10)     not null default '',
    variant_code            varchar(10)     not null default '',
    unit_of_measure_code    varchar(10)     not null default '',       -- blank: the item's base unit
    minimum_quantity        numeric(38, 20) not null default 0,
    unit_price              numeric(38, 20) not null default 0,
    ending_date             date,                                      -- null: no end; the day itself still counts
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    -- The ERP's key; a unique one, because a primary key takes no blank date
    unique nulls not distinct (item_no, sales_type, sales_code, starting_date, currency_code, variant_code,
                               unit_of_measure_code, minimum_quantity)
);
comment on table sales_price is 'Prices of items for everyone, for a price group or for one customer.';

create table if not exists price_list_header (
    code                    varchar(20)     not null,
    description             varchar(250)    not null default '',
    price_type              varchar(20)     not null default 'Sale',   -- 'Sale', 'Purchase'
    amount_type             varchar(20)     not null default 'Price',  -- 'Price', 'Discount', 'Price & Discount'
    source_type             varchar(30)     not null default '',       -- 'All Customers', 'Customer Price Group', ...
    source_no               varchar(20)     not null default '',
    currency_code           varchar(10)     not null default '',
    starting_date           date,
    ending_date             date,
    status                  varchar(20)     not null default 'Draft',  -- 'Draft', 'Active', 'Inactive'
    allow_updating_defaults boolean         not null default false,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (code)
);
comment on table price_list_header is 'Price lists of the new pricing, which a company uses instead of sales_price.';

create table if not exists price_list_line (
    price_list_code         varchar(20)     not null,
    line_no                 integer         not null,
    price_type              varchar(20)     not null default 'Sale',
    amount_type             varchar(20)     not null default 'Price',
    asset_type              varchar(20)     not null default 'Item',   -- 'Item', 'Resource', ...
    asset_no                varchar(20)     not null default '',
    variant_code            varchar(10)     not null default '',
    unit_of_measure_code    varchar(10)     not null default '',
    minimum_quantity        numeric(38, 20) not null default 0,
    currency_code           varchar(10)     not null default '',
    unit_price              numeric(38, 20) not null default 0,
    starting_date           date,
    ending_date             date,
    system_id               uuid            not null unique,
    system_modified_at      timestamp with time zone not null,
    primary key (price_list_code, line_no)
);
comment on table price_list_line is 'The prices of a price list of the new pricing.';

-- ---- What changed since -------------------------------------------------------------------------------------------

create index if not exists company_information_modified on company_information (system_modified_at, system_id);
create index if not exists general_ledger_setup_modified on general_ledger_setup (system_modified_at, system_id);
create index if not exists no_series_modified on no_series (system_modified_at, system_id);
create index if not exists no_series_line_modified on no_series_line (system_modified_at, system_id);
create index if not exists country_region_modified on country_region (system_modified_at, system_id);
create index if not exists post_code_modified on post_code (system_modified_at, system_id);
create index if not exists salesperson_purchaser_modified on salesperson_purchaser (system_modified_at, system_id);
create index if not exists currency_modified on currency (system_modified_at, system_id);
create index if not exists currency_exchange_rate_modified on currency_exchange_rate (system_modified_at, system_id);
create index if not exists payment_terms_modified on payment_terms (system_modified_at, system_id);
create index if not exists shipment_method_modified on shipment_method (system_modified_at, system_id);
create index if not exists shipping_agent_modified on shipping_agent (system_modified_at, system_id);
create index if not exists customer_modified on customer (system_modified_at, system_id);
create index if not exists vendor_modified on vendor (system_modified_at, system_id);
create index if not exists contact_modified on contact (system_modified_at, system_id);
create index if not exists contact_business_relation_modified
    on contact_business_relation (system_modified_at, system_id);
create index if not exists unit_of_measure_modified on unit_of_measure (system_modified_at, system_id);
create index if not exists item_modified on item (system_modified_at, system_id);
create index if not exists item_unit_of_measure_modified on item_unit_of_measure (system_modified_at, system_id);
create index if not exists item_ledger_entry_modified on item_ledger_entry (system_modified_at, system_id);
create index if not exists resource_modified on resource (system_modified_at, system_id);
create index if not exists resource_unit_of_measure_modified
    on resource_unit_of_measure (system_modified_at, system_id);
create index if not exists customer_price_group_modified on customer_price_group (system_modified_at, system_id);
create index if not exists sales_price_modified on sales_price (system_modified_at, system_id);
create index if not exists price_list_header_modified on price_list_header (system_modified_at, system_id);
create index if not exists price_list_line_modified on price_list_line (system_modified_at, system_id);

-- ---- What Kytkin asks the ERP to write -------------------------------------------------------------------------------

create table if not exists kytkin_inbox (
    entry_no                bigint          generated by default as identity primary key,
    mapping                 varchar(100)    not null,
    erp_table               varchar(250)    not null,
    action                  varchar(10)     not null,                  -- 'insert', 'update', 'delete'
    record_id               varchar(250)    not null,                  -- the erpId; an insert must take it as its own
    record_key              varchar(250),                              -- the erpKey; none yet for an insert
    crm_id                  varchar(36)     not null,
    fields                  text            not null,                  -- JSON: column to text, null for blank
    seen                    text            not null,                  -- JSON: what they held when this was decided
    entered_at              timestamp with time zone not null default current_timestamp,
    state                   varchar(10)     not null default 'new',    -- the ERP makes it 'done' or 'refused'
    answer                  varchar(1000),                             -- why it refuses
    field                   varchar(100),                              -- the column at fault, if it is one
    answered_at             timestamp with time zone,
    read_at                 timestamp with time zone                   -- Kytkin knows the answer; the row may go
);
create index if not exists kytkin_inbox_open on kytkin_inbox (mapping, record_id);
comment on table kytkin_inbox is 'What mappings with write-erp-inbox want written: the ERP works it off and answers.';

-- ---- Ways from one record to those that belong to it --------------------------------------------------------------

create index if not exists contact_company on contact (company_no);
create index if not exists contact_business_relation_link on contact_business_relation (link_to_table, no);
create index if not exists item_ledger_entry_item on item_ledger_entry (item_no);
create index if not exists sales_price_sales_code on sales_price (sales_code, item_no);

-- ---- What an older demo company does not have yet --------------------------------------------------------------------

alter table customer add column if not exists gen_bus_posting_group varchar(20) not null default '';
alter table customer add column if not exists customer_posting_group varchar(20) not null default '';
