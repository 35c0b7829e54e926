CREATE TYPE public.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

CREATE FUNCTION public.campaign_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.state <> 'draft' and (new.content, new.digest, new.seed) is distinct from (old.content, old.digest, old.seed) then
        raise exception 'the content of a campaign changes only while it is a draft';

    end if;

    return new;

end $$;

CREATE FUNCTION public.consent_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.withdrawn_at is not null
        or (new.id, new.person, new.purpose, new.version, new.given_at)
            is distinct from (old.id, old.person, old.purpose, old.version, old.given_at) then
        raise exception 'a consent is only ever ended: what was agreed to, and when, stays';

    end if;

    return new;

end $$;

CREATE FUNCTION public.evidence_body(full_row anyelement, leave_out text[]) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$ select jsonb_strip_nulls(to_jsonb(full_row) - leave_out) $$;

COMMENT ON FUNCTION public.evidence_body(full_row anyelement, leave_out text[]) IS 'A row as it is chained: moments in UTC whatever the session has, without nulls (a column added later changes no old row) and without columns that may change: what ends a decision, and sealed bytes, which a new key seals anew and which are bound to their row by the seal itself.';

CREATE FUNCTION public.evidence_goes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    -- only retention may take evidence away, and says so for its own transaction; any other deletion is found by the chain
    if current_setting('futian.retention', true) = 'on' then
        update evidence_link set gone_at = now()
        where stream = tg_table_name and key = case tg_table_name
            when 'receipt' then to_jsonb(old)->>'number'
            when 'case_event' then (to_jsonb(old)->>'case_id') || ':' || (to_jsonb(old)->>'id')
            else to_jsonb(old)->>'id' end;

    end if;

    return null;

end $$;

CREATE FUNCTION public.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;

    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;

    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;

    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;

    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );

    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;

    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;

    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;

$$;

CREATE FUNCTION public.forget_case(which uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "futian.retention" TO 'on'
    AS $$
declare
    held cases%rowtype;

begin
    select * into held from cases where id = which for update;

    if not found then
        return false;

    end if;

    if held.state = 'draft' then
        if held.updated_at > now() - interval '30 days'
            and not exists (select from person p where p.id = held.principal and p.closed_at is not null) then
            raise exception 'this draft is too young to be forgotten';

        end if;

    elsif held.state not in ('approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed', 'revoked')
        or held.updated_at > now() - interval '5 years' then
        raise exception 'this case has not ended, or not long enough ago';

    elsif exists (select from obligation o where o.case_id = which and o.done_at is null and o.due_on > current_date) then
        raise exception 'something is still owed after this case';

    elsif exists (select from person_grant g where g.case_id = which and g.state <> 'ended') then
        raise exception 'what was granted by this case still runs';

    end if;

    delete from receipt where case_id = which;

    delete from decision where case_id = which;

    delete from obligation where case_id = which;

    delete from material where case_id = which;

    delete from notice where case_id = which;

    delete from case_event where case_id = which;

    delete from cases where id = which;

    return true;

end $$;

COMMENT ON FUNCTION public.forget_case(which uuid) IS 'Deletes a case that ended long ago, or a draft nobody goes on with, and all that hangs on it.';

CREATE FUNCTION public.forget_draft_events(before timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "futian.retention" TO 'on'
    AS $$
declare
    gone bigint;

begin
    if before > now() - interval '30 months' then
        raise exception 'the history of drafts is kept for three years, and never less than thirty months';

    end if;

    delete from service_draft_event e where e.at < before and not exists (select from service_draft d where d.id = e.draft);

    get diagnostics gone = row_count;

    return gone;

end $$;

COMMENT ON FUNCTION public.forget_draft_events(before timestamp with time zone) IS 'Retention: what was written in drafts that ended long ago; the application itself may only add to it.';

CREATE FUNCTION public.forget_guidance(before timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "futian.retention" TO 'on'
    AS $$
declare
    gone bigint;

begin
    if before > now() - interval '30 months' then
        raise exception 'guided sessions are kept for three years, and never less than thirty months';

    end if;

    delete from guided_session where asked_at < before;

    get diagnostics gone = row_count;

    return gone;

end $$;

COMMENT ON FUNCTION public.forget_guidance(before timestamp with time zone) IS 'Retention: guided sessions of long ago with their events; the application itself may only add to these.';

CREATE FUNCTION public.forget_mandates(before timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "futian.retention" TO 'on'
    AS $$
declare
    gone bigint;

begin
    if before > now() - interval '30 months' then
        raise exception 'mandates are kept for three years after they end, and never less than thirty months';

    end if;

    delete from mandate m where m.kept_from < before and not exists (select from mandate o where o.rests_on = m.id and o.kept_from >= before);

    get diagnostics gone = row_count;

    return gone;

end $$;

COMMENT ON FUNCTION public.forget_mandates(before timestamp with time zone) IS 'Retention: mandates that were over long ago, with everything beside them; the application itself may only add to their events.';

CREATE FUNCTION public.forget_readings(before timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "futian.retention" TO 'on'
    AS $$
declare
    gone bigint;

begin
    if before > now() - interval '30 months' then
        raise exception 'readings are kept for three years (PIPL art. 56), and never less than thirty months';

    end if;

    delete from access_log where at < before;

    get diagnostics gone = row_count;

    return gone;

end $$;

COMMENT ON FUNCTION public.forget_readings(before timestamp with time zone) IS 'Deletes what was written down of readings before this moment, which is at least thirty months ago.';

CREATE FUNCTION public.guided_by_mandate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('guidance_changed', id::text) from guided_session where mandate = new.mandate and state <> 'ended';

    return null;

end $$;

COMMENT ON FUNCTION public.guided_by_mandate() IS 'Wakes the open streams of sessions that rest on a mandate which has just changed.';

CREATE FUNCTION public.mandate_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('mandate_changed', new.mandate::text);

    return null;

end $$;

COMMENT ON FUNCTION public.mandate_changed() IS 'Wakes the open streams of a helper when something has happened to the mandate by which they were opened.';

CREATE FUNCTION public.profile_has_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        insert into population (person) values (new.person);

    elsif tg_op = 'UPDATE' then
        update population set changed = pg_current_xact_id(), stale = true where person = new.person;

    else
        update population
        set changed = pg_current_xact_id(), stale = false, person = null, layout = null, record = null, entries = null, odd = null
        where person = old.person;

    end if;

    perform pg_notify('population_changed', '');

    return null;

end $$;

CREATE FUNCTION public.receipt_follows_ruling() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    which uuid := case tg_table_name when 'cases' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'case_id' end;

begin
    if exists (select from cases c where c.id = which and (c.ruling in ('approved', 'refused'))
        <> exists (select from receipt r where r.case_id = c.id and r.status = 'valid')) then
        raise exception 'the receipt of case % does not follow its ruling', which using errcode = 'check_violation';

    end if;

    return null;

end $$;

COMMENT ON FUNCTION public.receipt_follows_ruling() IS 'A receipt is valid exactly while the ruling that it proves stands; checked when the transaction ends.';

CREATE FUNCTION public.service_version_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.state = 'draft' then
        return case when tg_op = 'DELETE' then old else new end;

    end if;

    if tg_op = 'DELETE' or (new.code, new.digest, new.content, new.valid_from, new.author, new.writers, new.approver, new.lane)
        is distinct from (old.code, old.digest, old.content, old.valid_from, old.author, old.writers, old.approver, old.lane) then
        raise exception 'a published version stays as it is: cases were decided by it';

    end if;

    return new;

end $$;

CREATE TABLE public.access_log (
    id bigint NOT NULL,
    person uuid NOT NULL,
    reader text NOT NULL,
    reader_name text NOT NULL,
    role text NOT NULL,
    case_id uuid,
    reason text DEFAULT ''::text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.access_log IS 'Who opened whose file, in which role, for which case; the resident can see it.';

ALTER TABLE public.access_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.access_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.after_check (
    decision uuid NOT NULL,
    case_id uuid NOT NULL,
    why text[] NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    checked_by text,
    reason text DEFAULT ''::text NOT NULL,
    checked_at timestamp with time zone,
    CONSTRAINT after_check_settled CHECK ((((state = 'waiting'::text) = (checked_by IS NULL)) AND ((checked_by IS NULL) = (checked_at IS NULL)))),
    CONSTRAINT after_check_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'agreed'::text, 'disagreed'::text])))
);

COMMENT ON TABLE public.after_check IS 'A share of machine approvals, drawn by receipt number, and those with a signal of risk: an officer looks, and agrees or not.';

CREATE TABLE public.article_review (
    id uuid NOT NULL,
    code text NOT NULL,
    row_digest text NOT NULL,
    laws_digest text NOT NULL,
    says text NOT NULL,
    cited text NOT NULL,
    against text NOT NULL,
    staff text NOT NULL,
    staff_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone
);

COMMENT ON TABLE public.article_review IS 'Who has held a row of a rule against which text of its articles; another row or another text of a law has another digest, which opens it again.';

CREATE TABLE public.audience_count (
    staff text NOT NULL,
    day date NOT NULL,
    digest bytea NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.audience_count IS 'Each different audience of a draft that a member of staff had counted on a day; an empty digest: they were told that it is enough.';

CREATE TABLE public.audience_purpose (
    id uuid NOT NULL,
    attribute text NOT NULL,
    says text NOT NULL,
    state text DEFAULT 'asked'::text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    ends_on date,
    ended_by text,
    ended_at timestamp with time zone,
    CONSTRAINT audience_purpose_check CHECK (((state = 'asked'::text) = (decided_by IS NULL))),
    CONSTRAINT audience_purpose_check1 CHECK (((state <> ALL (ARRAY['approved'::text, 'ended'::text])) OR (ends_on IS NOT NULL))),
    CONSTRAINT audience_purpose_says_check CHECK ((length(says) <= 500)),
    CONSTRAINT audience_purpose_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'declined'::text, 'ended'::text])))
);

COMMENT ON TABLE public.audience_purpose IS 'For which purpose a sensitive attribute may choose an audience, who asked, who approved, until when. Nothing about residents.';

CREATE TABLE public.audit (
    seq bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

COMMENT ON TABLE public.audit IS 'What was done; the application may only append.';

CREATE TABLE public.audit_check (
    at timestamp with time zone NOT NULL,
    lines bigint NOT NULL,
    heads integer NOT NULL,
    findings jsonb NOT NULL
);

COMMENT ON TABLE public.audit_check IS 'What each check of the chain came to.';

CREATE TABLE public.audit_link (
    "position" bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_link_hash_check CHECK ((length(hash) = 32))
);

COMMENT ON TABLE public.audit_link IS 'The hash chain over the audit lines, linked by the worker. A line that committed late has a later place than its number.';

ALTER TABLE public.audit ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brake (
    id uuid NOT NULL,
    service text NOT NULL,
    reason text NOT NULL,
    pulled_by text NOT NULL,
    pulled_at timestamp with time zone NOT NULL,
    released_by text,
    release_reason text DEFAULT ''::text NOT NULL,
    released_at timestamp with time zone,
    CONSTRAINT brake_released CHECK (((released_by IS NULL) = (released_at IS NULL))),
    CONSTRAINT brake_second_person CHECK ((released_by <> pulled_by))
);

COMMENT ON TABLE public.brake IS 'Machine approvals that an operator stopped: one service, or all of them where service is empty.';

CREATE TABLE public.calendar_year (
    year integer NOT NULL,
    published boolean NOT NULL,
    source text NOT NULL
);

CREATE TABLE public.campaign (
    id uuid NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    content jsonb NOT NULL,
    digest text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    seed bigint NOT NULL,
    owner text NOT NULL,
    owner_name text NOT NULL,
    approver text,
    members integer,
    started_at timestamp with time zone,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    meaning text DEFAULT ''::text NOT NULL,
    CONSTRAINT campaign_frozen CHECK (((state <> ALL (ARRAY['running'::text, 'paused'::text, 'finished'::text])) OR ((members IS NOT NULL) AND (expires_at IS NOT NULL)))),
    CONSTRAINT campaign_signed CHECK (((state = ANY (ARRAY['draft'::text, 'in_review'::text, 'cancelled'::text])) OR ((approver IS NOT NULL) AND (approver <> owner)))),
    CONSTRAINT campaign_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in_review'::text, 'approved'::text, 'scheduled'::text, 'running'::text, 'paused'::text, 'finished'::text, 'cancelled'::text])))
);

COMMENT ON TABLE public.campaign IS 'A message of an editor to many residents: what it says, to whom, until when, and where it stands.';

COMMENT ON COLUMN public.campaign.digest IS 'SHA-256 of the content: what the second person approves.';

COMMENT ON COLUMN public.campaign.seed IS 'Drawn once: the order in which people have their turn, and who is held out, follow from it.';

COMMENT ON COLUMN public.campaign.members IS 'How many people were frozen when it began; empty before.';

COMMENT ON COLUMN public.campaign.meaning IS 'SHA-256 of the definitions of the attributes that its condition names, as they stood at the approval; empty before, and for earlier ones.';

CREATE TABLE public.campaign_event (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    campaign uuid NOT NULL,
    act text NOT NULL,
    state text NOT NULL,
    digest text NOT NULL,
    says text DEFAULT ''::text NOT NULL,
    staff text NOT NULL,
    staff_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    version integer,
    content jsonb,
    seq bigint NOT NULL
);

COMMENT ON TABLE public.campaign_event IS 'What was done to a campaign, by whom and why; only appended to.';

COMMENT ON COLUMN public.campaign_event.content IS 'What the draft said after this save; empty for other acts.';

COMMENT ON COLUMN public.campaign_event.seq IS 'The order within a campaign: events are appended under its lock. Earlier rows are numbered as they lie in the table, which is only appended to.';

ALTER TABLE public.campaign_event ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.campaign_event_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaign_part (
    campaign uuid NOT NULL,
    part integer NOT NULL,
    persons uuid[] NOT NULL
);

COMMENT ON TABLE public.campaign_part IS 'People who were frozen when a campaign began and have no row in the ledger yet: a part is entered and deleted in one transaction.';

CREATE TABLE public.case_event (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    author text NOT NULL,
    principal uuid NOT NULL,
    role text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    mandate uuid,
    power smallint
);

COMMENT ON TABLE public.case_event IS 'What happened to a case, in order; rows are only ever added. The id is made by the client: a retry is harmless.';

COMMENT ON COLUMN public.case_event.mandate IS 'By which mandate a helper did it; empty for the principal, officers and the system.';

COMMENT ON COLUMN public.case_event.power IS 'The power that the mandate gave in this service at that moment.';

CREATE TABLE public.cases (
    id uuid NOT NULL,
    number text NOT NULL,
    principal uuid NOT NULL,
    opened_by uuid NOT NULL,
    service text NOT NULL,
    service_version uuid NOT NULL,
    state text NOT NULL,
    department text NOT NULL,
    answers bytea,
    version integer DEFAULT 1 NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    submitted_at timestamp with time zone,
    decided_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    ruling text DEFAULT 'none'::text NOT NULL,
    taken_over_at timestamp with time zone,
    answered_by jsonb DEFAULT '{}'::jsonb NOT NULL,
    opened_fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    set_aside bytea,
    last_question text DEFAULT ''::text NOT NULL,
    CONSTRAINT cases_ruling_check CHECK ((ruling = ANY (ARRAY['none'::text, 'approved'::text, 'refused'::text, 'not_accepted'::text, 'revoked'::text]))),
    CONSTRAINT cases_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'in_correction'::text, 'accepted'::text, 'in_review'::text, 'approved'::text, 'refused'::text, 'not_accepted'::text, 'withdrawn'::text, 'lapsed'::text, 'completed'::text, 'revoked'::text])))
);

COMMENT ON COLUMN public.cases.answers IS 'The form as filled in, sealed and bound to the row.';

COMMENT ON COLUMN public.cases.ruling IS 'The decision about the application that stands now.';

COMMENT ON COLUMN public.cases.taken_over_at IS 'Since when the principal goes on by herself; empty while her helpers may work in the case.';

COMMENT ON COLUMN public.cases.answered_by IS 'By key of the question the helper who gave the answer that is kept; all others are the principal''s, and masked for helpers.';

COMMENT ON COLUMN public.cases.opened_fields IS 'By key of the question the moment at which the principal opened it to helpers; it counts until the case is submitted.';

COMMENT ON COLUMN public.cases.set_aside IS 'Answers that a new version of the form had no place for, sealed.';

COMMENT ON COLUMN public.cases.last_question IS 'Key of the first question of the page that was saved last; no answer.';

CREATE TABLE public.check_record (
    check_name text NOT NULL,
    version integer NOT NULL,
    term integer NOT NULL,
    mode text NOT NULL,
    since timestamp with time zone NOT NULL,
    changed_by text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    asked integer DEFAULT 0 NOT NULL,
    raised integer DEFAULT 0 NOT NULL,
    upheld integer DEFAULT 0 NOT NULL,
    overturned integer DEFAULT 0 NOT NULL,
    confirmed integer DEFAULT 0 NOT NULL,
    missed integer DEFAULT 0 NOT NULL,
    CONSTRAINT check_record_mode_check CHECK ((mode = ANY (ARRAY['blocking'::text, 'advice'::text])))
);

COMMENT ON TABLE public.check_record IS 'How often people agreed with a check, counted anew after each change of its mode; nothing of any person.';

CREATE TABLE public.closing (
    person uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT closing_check CHECK ((due_at > asked_at))
);

COMMENT ON TABLE public.closing IS 'Who asked for their account to be closed; until it is, they may think again.';

CREATE TABLE public.commissioned_contact (
    id uuid NOT NULL,
    service text NOT NULL,
    department text NOT NULL,
    phone_hash bytea NOT NULL,
    sealed bytea,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    questions integer DEFAULT 0 NOT NULL,
    found_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT commissioned_contact_number_goes CHECK (((ended_at IS NULL) OR (sealed IS NULL))),
    CONSTRAINT commissioned_contact_state_check CHECK ((state = ANY (ARRAY['found'::text, 'told'::text, 'asked'::text, 'suppressed'::text, 'stopped'::text, 'expired'::text, 'settled'::text])))
);

COMMENT ON TABLE public.commissioned_contact IS 'A number without an account that the owner of a register wants asked about a service; nothing else about its holder is known.';

COMMENT ON COLUMN public.commissioned_contact.sealed IS 'The number; dropped when it has ended.';

CREATE TABLE public.consent (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    person uuid NOT NULL,
    purpose text NOT NULL,
    version text NOT NULL,
    given_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone
);

COMMENT ON TABLE public.consent IS 'What a person agreed to, in which wording, from when until when.';

CREATE TABLE public.consent_call (
    id uuid NOT NULL,
    request uuid NOT NULL,
    case_id uuid NOT NULL,
    principal uuid NOT NULL,
    state text DEFAULT 'placed'::text NOT NULL,
    asked_by text NOT NULL,
    sealed bytea NOT NULL,
    digest text NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT consent_call_settled CHECK (((state = 'placed'::text) = (settled_at IS NULL))),
    CONSTRAINT consent_call_state_check CHECK ((state = ANY (ARRAY['placed'::text, 'agreed'::text, 'refused'::text, 'unanswered'::text, 'mistaken'::text, 'void'::text])))
);

COMMENT ON TABLE public.consent_call IS 'Calls to a principal about one submission: number, digit, code and words sealed; the code is shown on the other side only.';

COMMENT ON COLUMN public.consent_call.digest IS 'Of the submission with exactly the words that are read to her.';

CREATE TABLE public.consent_face (
    id uuid NOT NULL,
    request uuid NOT NULL,
    case_id uuid NOT NULL,
    principal uuid NOT NULL,
    helper uuid NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    digest text NOT NULL,
    purpose_version text NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT consent_face_settled CHECK (((state = 'waiting'::text) = (settled_at IS NULL))),
    CONSTRAINT consent_face_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'passed'::text, 'failed'::text, 'doubtful'::text, 'void'::text])))
);

COMMENT ON TABLE public.consent_face IS 'Face checks of a principal on her helper''s phone, each for one submission; they prove nothing else, and hold no picture.';

COMMENT ON COLUMN public.consent_face.purpose_version IS 'Which wording of the comparison of faces she agreed to before it.';

CREATE TABLE public.consent_request (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    principal uuid NOT NULL,
    helper uuid NOT NULL,
    mandate uuid NOT NULL,
    digest text NOT NULL,
    bound bytea NOT NULL,
    hers bytea,
    code bytea,
    code_used_at timestamp with time zone,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text,
    note bytea,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT consent_request_reason CHECK (((state = 'void'::text) = (reason IS NOT NULL))),
    CONSTRAINT consent_request_reason_check CHECK ((reason = ANY (ARRAY['answers'::text, 'papers'::text, 'account'::text, 'version'::text, 'words'::text, 'mandate'::text, 'moved_on'::text]))),
    CONSTRAINT consent_request_settled CHECK (((state = 'waiting'::text) = (settled_at IS NULL))),
    CONSTRAINT consent_request_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'agreed'::text, 'refused'::text, 'withdrawn'::text, 'void'::text, 'lapsed'::text])))
);

COMMENT ON TABLE public.consent_request IS 'A helper asks the principal to agree to one submission; counts only while what would be submitted has the same digest.';

COMMENT ON COLUMN public.consent_request.hers IS 'What only the principal may choose (payee account, contacts), sealed; part of the case once she agrees, gone otherwise.';

CREATE TABLE public.decision (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    outcome text NOT NULL,
    decided_by text NOT NULL,
    rule text,
    rule_digest text,
    decided_on date NOT NULL,
    inputs bytea NOT NULL,
    result bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    superseded_by uuid,
    CONSTRAINT decision_outcome_check CHECK ((outcome = ANY (ARRAY['approve'::text, 'person'::text, 'refuse'::text])))
);

COMMENT ON COLUMN public.decision.inputs IS 'The sealed facts the rule saw, with source and time: enough to decide again without asking anybody.';

CREATE TABLE public.delivery (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    notice uuid NOT NULL,
    person uuid NOT NULL,
    channel text NOT NULL,
    subscription uuid NOT NULL,
    state text NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    next_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT delivery_channel_check CHECK ((channel = 'web_push'::text)),
    CONSTRAINT delivery_check CHECK (((state = 'pending'::text) = (settled_at IS NULL))),
    CONSTRAINT delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'failed'::text, 'expired'::text, 'gone'::text])))
);

COMMENT ON TABLE public.delivery IS 'One telling of one notice to one device. It ends in exactly one of sent, failed, expired, gone, and outlives the device.';

CREATE TABLE public.draft_comment (
    id uuid NOT NULL,
    draft uuid NOT NULL,
    code text NOT NULL,
    place text NOT NULL,
    says text NOT NULL,
    staff text NOT NULL,
    staff_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_by text,
    settled_at timestamp with time zone,
    CONSTRAINT draft_comment_settled CHECK (((settled_by IS NULL) = (settled_at IS NULL)))
);

COMMENT ON TABLE public.draft_comment IS 'What was said at review about one field of a draft; its place is a path as in a comparison of versions.';

CREATE TABLE public.grant_event (
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    person uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    counts_from date NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    author text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT grant_event_kind_check CHECK ((kind = ANY (ARRAY['began'::text, 'band_changed'::text, 'paused'::text, 'resumed'::text, 'ended'::text, 'reopened'::text])))
);

COMMENT ON TABLE public.grant_event IS 'What happened to a grant, in order; rows are only ever added.';

CREATE TABLE public.guided_event (
    id uuid NOT NULL,
    session uuid NOT NULL,
    person uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    author text NOT NULL,
    role text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    said bytea,
    CONSTRAINT guided_event_kind_check CHECK ((kind = ANY (ARRAY['asked'::text, 'taken'::text, 'let_in'::text, 'declined'::text, 'shown'::text, 'opened'::text, 'closed'::text, 'pointed'::text, 'hinted'::text, 'proposed'::text, 'stopped'::text, 'accepted'::text, 'rejected'::text, 'noted'::text, 'handed_over'::text, 'ended'::text, 'rated'::text]))),
    CONSTRAINT guided_event_role_check CHECK ((role = ANY (ARRAY['person'::text, 'officer'::text, 'helper'::text, 'system'::text])))
);

COMMENT ON TABLE public.guided_event IS 'What happened in a guided session: shown, opened, pointed at, proposed, accepted; the words are sealed; only added to.';

CREATE TABLE public.mandate_consent (
    id uuid NOT NULL,
    mandate uuid NOT NULL,
    principal uuid NOT NULL,
    wording text NOT NULL,
    wording_version text NOT NULL,
    wording_digest text NOT NULL,
    said_digest text NOT NULL,
    said bytea NOT NULL,
    channel text NOT NULL,
    witness text DEFAULT ''::text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT mandate_consent_channel_check CHECK ((channel = ANY (ARRAY['device'::text, 'call_back'::text, 'counter'::text, 'paper'::text, 'law'::text])))
);

COMMENT ON TABLE public.mandate_consent IS 'What a principal agreed to: template with version and digest, the exact words (sealed) and their digest; only added to.';

CREATE TABLE public.mandate_event (
    id uuid NOT NULL,
    mandate uuid NOT NULL,
    principal uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    author text NOT NULL,
    role text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT mandate_event_kind_check CHECK ((kind = ANY (ARRAY['proposed'::text, 'agreed'::text, 'narrowed'::text, 'suspended'::text, 'resumed'::text, 'ended'::text, 'told'::text]))),
    CONSTRAINT mandate_event_role_check CHECK ((role = ANY (ARRAY['principal'::text, 'helper'::text, 'officer'::text, 'system'::text])))
);

COMMENT ON TABLE public.mandate_event IS 'What happened to a mandate; only added to.';

CREATE TABLE public.payee_event (
    id uuid NOT NULL,
    account uuid NOT NULL,
    person uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    author text NOT NULL,
    role text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT payee_event_kind_check CHECK ((kind = ANY (ARRAY['proposed'::text, 'told'::text, 'stopped'::text, 'replaced'::text])))
);

COMMENT ON TABLE public.payee_event IS 'What happened to a payee account; only added to.';

CREATE TABLE public.receipt (
    number text NOT NULL,
    case_id uuid NOT NULL,
    decision uuid NOT NULL,
    jws text NOT NULL,
    kid text NOT NULL,
    status text DEFAULT 'valid'::text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT receipt_status_check CHECK ((status = ANY (ARRAY['valid'::text, 'superseded'::text, 'revoked'::text])))
);

COMMENT ON COLUMN public.receipt.ended_at IS 'When it stopped being valid; a valid one has none.';

CREATE TABLE public.staff_act (
    id bigint NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    staff text NOT NULL,
    proven boolean NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.staff_act IS 'Every consequential act of staff: who may not be who is looked up here. The application may only append.';

COMMENT ON COLUMN public.staff_act.proven IS 'Signed in; false for a name that was only typed at a terminal.';

CREATE TABLE public.submission_consent (
    id uuid NOT NULL,
    request uuid NOT NULL,
    case_id uuid NOT NULL,
    principal uuid NOT NULL,
    helper uuid NOT NULL,
    mandate uuid NOT NULL,
    answer text NOT NULL,
    how text NOT NULL,
    witness text DEFAULT ''::text NOT NULL,
    wording text NOT NULL,
    wording_version text NOT NULL,
    wording_digest text NOT NULL,
    digest text NOT NULL,
    bound bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT submission_consent_answer_check CHECK ((answer = ANY (ARRAY['agreed'::text, 'refused'::text])))
);

COMMENT ON TABLE public.submission_consent IS 'The principal''s answers to requests: the exact content (sealed) and its digest, how she answered, and under which words; only added to.';

CREATE VIEW public.evidence AS
 SELECT 'access_log'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{}'::text[]) AS body
   FROM public.access_log t
UNION ALL
 SELECT 'case_event'::text AS stream,
    ((t.case_id || ':'::text) || t.id) AS key,
    t.at,
    public.evidence_body(t.*, '{}'::text[]) AS body
   FROM public.case_event t
UNION ALL
 SELECT 'payee_event'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{}'::text[]) AS body
   FROM public.payee_event t
UNION ALL
 SELECT 'grant_event'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{}'::text[]) AS body
   FROM public.grant_event t
UNION ALL
 SELECT 'staff_act'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{}'::text[]) AS body
   FROM public.staff_act t
UNION ALL
 SELECT 'decision'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{superseded_by,inputs,result}'::text[]) AS body
   FROM public.decision t
UNION ALL
 SELECT 'receipt'::text AS stream,
    t.number AS key,
    t.issued_at AS at,
    public.evidence_body(t.*, '{status,ended_at}'::text[]) AS body
   FROM public.receipt t
UNION ALL
 SELECT 'mandate_event'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{}'::text[]) AS body
   FROM public.mandate_event t
UNION ALL
 SELECT 'mandate_consent'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{said}'::text[]) AS body
   FROM public.mandate_consent t
UNION ALL
 SELECT 'submission_consent'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{bound}'::text[]) AS body
   FROM public.submission_consent t
UNION ALL
 SELECT 'guided_event'::text AS stream,
    (t.id)::text AS key,
    t.at,
    public.evidence_body(t.*, '{said}'::text[]) AS body
   FROM public.guided_event t;

COMMENT ON VIEW public.evidence IS 'Every row that proves something, in one shape; the worker links them into evidence_link.';

CREATE TABLE public.evidence_link (
    "position" bigint NOT NULL,
    stream text NOT NULL,
    key text NOT NULL,
    hash bytea NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    CONSTRAINT evidence_link_hash_check CHECK ((length(hash) = 32))
);

COMMENT ON TABLE public.evidence_link IS 'The hash chain over the rows of evidence. gone_at: retention removed the row; its hash stays, so that the chain goes on.';

CREATE TABLE public.grant_change (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    told text NOT NULL,
    duty text NOT NULL,
    cause text NOT NULL,
    happened_on date NOT NULL,
    says text NOT NULL,
    effect text,
    effect_from date,
    closes_on date,
    state text DEFAULT 'proposed'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    settled_by text,
    settled_at timestamp with time zone,
    CONSTRAINT grant_change_cause_check CHECK ((cause = ANY (ARRAY['death'::text, 'moved_out_of_city'::text, 'moved_within_city'::text, 'moved_back'::text]))),
    CONSTRAINT grant_change_effect CHECK (((effect IS NULL) = (effect_from IS NULL))),
    CONSTRAINT grant_change_settled CHECK ((((state = 'proposed'::text) = (settled_by IS NULL)) AND ((settled_by IS NULL) = (settled_at IS NULL)))),
    CONSTRAINT grant_change_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'set_aside'::text, 'lifted'::text])))
);

COMMENT ON TABLE public.grant_change IS 'What an event means for a running grant by its own rule: proposed by the machine, confirmed or set aside by an officer.';

COMMENT ON COLUMN public.grant_change.told IS 'The register''s own name for the event: told twice, it is proposed once.';

CREATE TABLE public.guided_session (
    id uuid NOT NULL,
    person uuid NOT NULL,
    department text NOT NULL,
    way text NOT NULL,
    mandate uuid,
    guide text,
    guide_name text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    reason text,
    code_hash bytea,
    asked_at timestamp with time zone NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    let_in_at timestamp with time zone,
    last_act_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    page text DEFAULT 'none'::text NOT NULL,
    service text DEFAULT ''::text NOT NULL,
    case_id uuid,
    number integer DEFAULT 0 NOT NULL,
    slot text DEFAULT ''::text NOT NULL,
    faults jsonb DEFAULT '{}'::jsonb NOT NULL,
    filled text[],
    pointed text DEFAULT ''::text NOT NULL,
    opened text[] DEFAULT '{}'::text[] NOT NULL,
    hint uuid,
    proposal uuid,
    stopped smallint DEFAULT 0 NOT NULL,
    rating smallint,
    CONSTRAINT guided_session_ended CHECK ((((state = 'ended'::text) = (reason IS NOT NULL)) AND ((state = 'ended'::text) = (ended_at IS NOT NULL)))),
    CONSTRAINT guided_session_guide CHECK (((state = ANY (ARRAY['waiting'::text, 'ended'::text])) OR (guide IS NOT NULL))),
    CONSTRAINT guided_session_page_check CHECK ((page = ANY (ARRAY['none'::text, 'service'::text, 'start'::text, 'tasks'::text, 'questions'::text, 'paper'::text, 'check'::text, 'status'::text]))),
    CONSTRAINT guided_session_rating_check CHECK (((rating >= 1) AND (rating <= 3))),
    CONSTRAINT guided_session_reason_check CHECK ((reason = ANY (ARRAY['by_person'::text, 'by_guide'::text, 'declined'::text, 'lapsed'::text, 'limit'::text, 'silent'::text, 'unsafe'::text, 'mandate'::text, 'closed'::text]))),
    CONSTRAINT guided_session_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'offered'::text, 'active'::text, 'ended'::text]))),
    CONSTRAINT guided_session_way_check CHECK ((way = ANY (ARRAY['queue'::text, 'code'::text, 'helper'::text])))
);

COMMENT ON TABLE public.guided_session IS 'Guided from afar: who guides whom and at which step she is. What ends by time is a comparison with the moment (backend/guidance/lifecycle.py); never a value of hers.';

COMMENT ON COLUMN public.guided_session.case_id IS 'No key: what was shown is kept for three years, a draft for half a year.';

COMMENT ON COLUMN public.guided_session.opened IS 'Keys of the questions of this step whose answers she lets the guide read; empty again at the next step.';

CREATE TABLE public.identity (
    person uuid NOT NULL,
    sealed bytea NOT NULL,
    phone_hash bytea,
    id_hash bytea,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.identity IS 'What identifies a person, sealed and bound to the row; found by keyed hash only.';

COMMENT ON COLUMN public.identity.phone_hash IS 'The version of the look-up key in the first byte, then the keyed hash of the number.';

COMMENT ON COLUMN public.identity.id_hash IS 'The version of the look-up key in the first byte, then the keyed hash of the identity number.';

CREATE TABLE public.identity_proof (
    id bigint NOT NULL,
    person uuid NOT NULL,
    level smallint NOT NULL,
    means text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT identity_proof_means_check CHECK ((means = ANY (ARRAY['document'::text, 'face'::text, 'provider'::text, 'officer'::text])))
);

COMMENT ON TABLE public.identity_proof IS 'By which means a person proved who they are, and when.';

ALTER TABLE public.identity_proof ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.identity_proof_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_request (
    id uuid NOT NULL,
    person uuid NOT NULL,
    cause text NOT NULL,
    way text NOT NULL,
    day date,
    part text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    officer text,
    officer_name text,
    reason text DEFAULT ''::text NOT NULL,
    done_at timestamp with time zone,
    seen_by text,
    seen_name text,
    seen_at timestamp with time zone,
    seen_reason text DEFAULT ''::text NOT NULL,
    said bytea,
    CONSTRAINT identity_request_cause_check CHECK ((cause = ANY (ARRAY['asked'::text, 'doubtful'::text, 'held_elsewhere'::text, 'disowned'::text, 'number_reused'::text, 'step_up'::text]))),
    CONSTRAINT identity_request_part_check CHECK ((part = ANY (ARRAY[''::text, 'morning'::text, 'afternoon'::text]))),
    CONSTRAINT identity_request_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'seen'::text, 'confirmed'::text, 'present'::text, 'declined'::text, 'withdrawn'::text]))),
    CONSTRAINT identity_request_two_officers CHECK (((state <> 'confirmed'::text) OR ((seen_by IS NOT NULL) AND (seen_by IS DISTINCT FROM officer)))),
    CONSTRAINT identity_request_way_check CHECK ((way = ANY (ARRAY['counter'::text, 'video'::text, 'home'::text])))
);

COMMENT ON TABLE public.identity_request IS 'A resident asks an officer to see that it is them; or the machine could not tell and a person looks.';

COMMENT ON COLUMN public.identity_request.said IS 'Name and number on the document as the first officer read them, sealed.';

CREATE TABLE public.identity_try (
    id uuid NOT NULL,
    person uuid NOT NULL,
    step text NOT NULL,
    state text NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    digests bytea[] NOT NULL,
    at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT identity_try_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'passed'::text, 'failed'::text, 'doubtful'::text]))),
    CONSTRAINT identity_try_step_check CHECK ((step = ANY (ARRAY['document'::text, 'face'::text])))
);

COMMENT ON TABLE public.identity_try IS 'One try to prove identity: outcome in code words, keyed digests of the pictures; never a picture, name or number.';

CREATE TABLE public.known_browser (
    person uuid NOT NULL,
    mark bytea NOT NULL,
    since timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.known_browser IS 'Browsers that a person signed in from and proved it by more than the number; only a keyed hash of their cookie is here.';

CREATE TABLE public.mandate (
    id uuid NOT NULL,
    principal uuid NOT NULL,
    helper uuid NOT NULL,
    basis text NOT NULL,
    channel text NOT NULL,
    relation text,
    state text NOT NULL,
    reason text,
    proposed_by text NOT NULL,
    days integer,
    proposed_at timestamp with time zone NOT NULL,
    lapses_at timestamp with time zone NOT NULL,
    principal_agreed_at timestamp with time zone,
    helper_agreed_at timestamp with time zone,
    active_at timestamp with time zone,
    wakes_at timestamp with time zone,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    ended_at timestamp with time zone,
    rests_on uuid,
    checked_at timestamp with time zone,
    told_of_end_at timestamp with time zone,
    kept_from timestamp with time zone,
    CONSTRAINT mandate_basis_check CHECK ((basis = ANY (ARRAY['consent'::text, 'parent'::text, 'guardian'::text, 'legal_representative'::text, 'operator'::text]))),
    CONSTRAINT mandate_both_agreed CHECK (((state <> ALL (ARRAY['active'::text, 'suspended'::text])) OR ((principal_agreed_at IS NOT NULL) AND (helper_agreed_at IS NOT NULL) AND (active_at IS NOT NULL)))),
    CONSTRAINT mandate_channel_check CHECK ((channel = ANY (ARRAY['device'::text, 'call_back'::text, 'counter'::text, 'paper'::text, 'law'::text]))),
    CONSTRAINT mandate_days_check CHECK ((days = ANY (ARRAY[1, 30, 182, 365]))),
    CONSTRAINT mandate_not_to_oneself CHECK ((helper <> principal)),
    CONSTRAINT mandate_proposed_by_check CHECK ((proposed_by = ANY (ARRAY['principal'::text, 'helper'::text, 'officer'::text, 'system'::text]))),
    CONSTRAINT mandate_reason CHECK (((state = ANY (ARRAY['suspended'::text, 'ended'::text])) = (reason IS NOT NULL))),
    CONSTRAINT mandate_reason_check CHECK ((reason = ANY (ARRAY['declined'::text, 'lapsed'::text, 'done'::text, 'expired'::text, 'by_principal'::text, 'by_helper'::text, 'unused'::text, 'death'::text, 'guardianship'::text, 'fraud'::text, 'register'::text, 'closed'::text, 'pause'::text, 'signal'::text]))),
    CONSTRAINT mandate_relation_check CHECK ((relation = ANY (ARRAY['child'::text, 'grandchild'::text, 'spouse'::text, 'parent'::text, 'sibling'::text, 'relative'::text, 'friend'::text, 'neighbour'::text, 'community'::text, 'employee'::text]))),
    CONSTRAINT mandate_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'active'::text, 'suspended'::text, 'ended'::text]))),
    CONSTRAINT mandate_term CHECK (((days IS NOT NULL) OR (basis <> 'consent'::text)))
);

COMMENT ON TABLE public.mandate IS 'Acting for another: derived from mandate_event for reading. What ends by time is a comparison with the moment (backend/delegation/lifecycle.py).';

COMMENT ON COLUMN public.mandate.kept_from IS 'When it was over at the latest; retention counts from here. Empty for what has no end of its own.';

CREATE TABLE public.mandate_call (
    id uuid NOT NULL,
    mandate uuid NOT NULL,
    principal uuid NOT NULL,
    state text DEFAULT 'placed'::text NOT NULL,
    asked_by text NOT NULL,
    sealed bytea NOT NULL,
    said_digest text NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT mandate_call_settled CHECK (((state = 'placed'::text) = (settled_at IS NULL))),
    CONSTRAINT mandate_call_state_check CHECK ((state = ANY (ARRAY['placed'::text, 'agreed'::text, 'refused'::text, 'unanswered'::text, 'mistaken'::text])))
);

COMMENT ON TABLE public.mandate_call IS 'Calls to a principal by the telephone gateway: number, digit and code sealed; the code is shown on the other side only.';

CREATE TABLE public.mandate_code (
    id uuid NOT NULL,
    mandate uuid NOT NULL,
    kind text NOT NULL,
    code_hash bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    tries smallint DEFAULT 0 NOT NULL,
    CONSTRAINT mandate_code_kind_check CHECK ((kind = ANY (ARRAY['counter'::text, 'letter'::text])))
);

COMMENT ON TABLE public.mandate_code IS 'Codes of 13 signs on printed mandates and letters, found by keyed hash.';

CREATE TABLE public.mandate_invitation (
    id uuid NOT NULL,
    person uuid NOT NULL,
    side text NOT NULL,
    principal uuid,
    services jsonb NOT NULL,
    days integer NOT NULL,
    relation text,
    rests_on uuid,
    code_hash bytea,
    phone_hash bytea,
    sealed bytea NOT NULL,
    said_digest text,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    mandate uuid,
    refused_at timestamp with time zone,
    CONSTRAINT mandate_invitation_days_check CHECK ((days = ANY (ARRAY[1, 30, 182, 365]))),
    CONSTRAINT mandate_invitation_one_way CHECK (((code_hash IS NULL) <> (phone_hash IS NULL))),
    CONSTRAINT mandate_invitation_principal CHECK (((side = 'principal'::text) = (principal IS NOT NULL))),
    CONSTRAINT mandate_invitation_side_check CHECK ((side = ANY (ARRAY['principal'::text, 'helper'::text])))
);

COMMENT ON TABLE public.mandate_invitation IS 'Invitations to help, and requests to be allowed to, by telephone number or QR code; a mandate begins when somebody answers. Dies after 14 days.';

CREATE TABLE public.mandate_service (
    mandate uuid NOT NULL,
    service text NOT NULL,
    power smallint NOT NULL,
    via text DEFAULT ''::text NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT mandate_service_power_check CHECK (((power >= 1) AND (power <= 4)))
);

COMMENT ON TABLE public.mandate_service IS 'The services of a mandate and the power in each; * in a mandate by law: all that are for principals of this kind.';

CREATE TABLE public.mandate_signal (
    id uuid NOT NULL,
    mandate uuid NOT NULL,
    principal uuid NOT NULL,
    case_id uuid,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    settled_by text,
    settled_why text DEFAULT ''::text NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT mandate_signal_settled CHECK ((((state = 'open'::text) = (settled_at IS NULL)) AND ((settled_by IS NULL) = (settled_at IS NULL)))),
    CONSTRAINT mandate_signal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'cleared'::text, 'confirmed'::text])))
);

COMMENT ON TABLE public.mandate_signal IS 'Signs of abuse: hold an act until a person has looked.';

CREATE TABLE public.material (
    id uuid NOT NULL,
    principal uuid NOT NULL,
    case_id uuid NOT NULL,
    slot text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    size integer NOT NULL,
    digest text NOT NULL,
    stored_as text NOT NULL,
    pages smallint DEFAULT 1 NOT NULL,
    state text NOT NULL,
    findings jsonb DEFAULT '[]'::jsonb NOT NULL,
    reading bytea,
    verdict text,
    overruled text,
    uploaded_at timestamp with time zone DEFAULT now() NOT NULL,
    read_at timestamp with time zone,
    source text DEFAULT 'upload'::text NOT NULL,
    valid_until date,
    seen_at timestamp with time zone,
    judged text,
    scan text,
    scan_asked_at timestamp with time zone,
    added_by uuid,
    CONSTRAINT material_judged_check CHECK ((judged = ANY (ARRAY['usable'::text, 'unusable'::text]))),
    CONSTRAINT material_scan_check CHECK ((scan = ANY (ARRAY['unscanned'::text, 'harmful'::text]))),
    CONSTRAINT material_source_check CHECK ((source = ANY (ARRAY['upload'::text, 'earlier'::text, 'licence'::text, 'signature'::text]))),
    CONSTRAINT material_verdict_check CHECK ((verdict = ANY (ARRAY['passed'::text, 'failed'::text, 'could_not_tell'::text])))
);

COMMENT ON COLUMN public.material.reading IS 'What pre-review read, sealed: it holds names and numbers.';

COMMENT ON COLUMN public.material.source IS 'Uploaded, taken over from an earlier case, an electronic licence, or signed on the page.';

COMMENT ON COLUMN public.material.seen_at IS 'When its person first saw what pre-review says; until then the inbox tells.';

COMMENT ON COLUMN public.material.judged IS 'What a person at the desk said of it in the end; pre-review is measured by this.';

COMMENT ON COLUMN public.material.scan IS 'What keeps this file closed: a scanner that gave no answer, or what it found. Empty: nothing.';

COMMENT ON COLUMN public.material.scan_asked_at IS 'When the scanner was last asked again; whoever was asked longest ago is next.';

COMMENT ON COLUMN public.material.added_by IS 'The helper who handed it in; empty for the principal''s, which no helper reads.';

CREATE TABLE public.message_choice (
    person uuid NOT NULL,
    off text[] DEFAULT '{}'::text[] NOT NULL,
    quiet_from time without time zone DEFAULT '22:00:00'::time without time zone NOT NULL,
    quiet_until time without time zone DEFAULT '08:00:00'::time without time zone NOT NULL,
    zone text DEFAULT 'Asia/Shanghai'::text NOT NULL,
    asked_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    relative uuid
);

COMMENT ON TABLE public.message_choice IS 'Topics of personalised messages that a person switched off, their quiet hours, and when registers were last asked on their consent.';

COMMENT ON COLUMN public.message_choice.relative IS 'The mandate whose helper is told too; read again at each message, so that its end needs no clearing.';

CREATE TABLE public.notice (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    person uuid NOT NULL,
    topic text NOT NULL,
    case_id uuid,
    title text NOT NULL,
    body text NOT NULL,
    link text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    read_at timestamp with time zone,
    message_key text DEFAULT ''::text NOT NULL,
    message_version text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.notice_text (
    notice uuid NOT NULL,
    person uuid NOT NULL,
    state text DEFAULT 'owed'::text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT notice_text_state_check CHECK ((state = ANY (ARRAY['owed'::text, 'taken'::text, 'sent'::text, 'failed'::text, 'called_off'::text])))
);

COMMENT ON TABLE public.notice_text IS 'The short message about a step of an own case, for whom no device rings; at most one for each message of the inbox.';

CREATE TABLE public.object_answer (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    person uuid NOT NULL,
    digest bytea NOT NULL,
    sealed bytea NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.object_answer IS 'What registers said of one thing applied for, and of the applicant''s authority over it; bound to the question by the digest.';

CREATE TABLE public.objection (
    id uuid NOT NULL,
    person uuid NOT NULL,
    attribute text NOT NULL,
    source text NOT NULL,
    department text NOT NULL,
    said bytea NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answer text,
    answered_by text,
    answered_at timestamp with time zone,
    CONSTRAINT objection_answered CHECK ((((answer IS NULL) = (answered_at IS NULL)) AND ((answer IS NULL) = (answered_by IS NULL))))
);

COMMENT ON TABLE public.objection IS 'A value of a register that its person says is wrong; an officer answers, and the register is asked again.';

CREATE TABLE public.obligation (
    case_id uuid NOT NULL,
    kind text NOT NULL,
    due_on date NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    done_at timestamp with time zone,
    opens_on date NOT NULL,
    reminded_at timestamp with time zone
);

COMMENT ON COLUMN public.obligation.reminded_at IS 'When the worker took it up: the person was told, or its days were already over.';

CREATE TABLE public.offer (
    id uuid NOT NULL,
    person uuid NOT NULL,
    service text NOT NULL,
    department text NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    digest text NOT NULL,
    content bytea NOT NULL,
    accepted bytea,
    how text,
    due_on date NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    case_id uuid,
    ended_at timestamp with time zone,
    settled_at timestamp with time zone,
    CONSTRAINT offer_accepted CHECK (((state <> ALL (ARRAY['accepted'::text, 'due'::text, 'submitted'::text])) OR ((accepted IS NOT NULL) AND (how IS NOT NULL)))),
    CONSTRAINT offer_ended CHECK (((ended_at IS NOT NULL) = (state = ANY (ARRAY['submitted'::text, 'stopped'::text, 'expired'::text, 'handed_over'::text])))),
    CONSTRAINT offer_how_check CHECK ((how = ANY (ARRAY['sms'::text, 'inbox'::text]))),
    CONSTRAINT offer_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'accepted'::text, 'due'::text, 'submitted'::text, 'stopped'::text, 'expired'::text, 'handed_over'::text]))),
    CONSTRAINT offer_submitted CHECK (((state <> 'submitted'::text) OR (case_id IS NOT NULL)))
);

COMMENT ON TABLE public.offer IS 'A service offered ahead of its day; a yes is a dated application. Once for a person and service.';

COMMENT ON COLUMN public.offer.case_id IS 'The case that was submitted on the day, which may be forgotten before the offer is: no key.';

CREATE TABLE public.offer_event (
    id uuid NOT NULL,
    offer uuid NOT NULL,
    person uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    author text NOT NULL,
    at timestamp with time zone NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT offer_event_kind_check CHECK ((kind = ANY (ARRAY['proposed'::text, 'told'::text, 'questioned'::text, 'accepted'::text, 'due'::text, 'submitted'::text, 'stopped'::text, 'expired'::text, 'handed_over'::text, 'settled'::text])))
);

COMMENT ON TABLE public.offer_event IS 'What happened to an offer; only added to.';

CREATE TABLE public.outside_account (
    issuer text NOT NULL,
    subject_hash bytea NOT NULL,
    person uuid NOT NULL,
    linked_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.outside_account IS 'Which account at an outside identity provider belongs to which resident; found by keyed hash only.';

CREATE TABLE public.owed_message (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    person uuid NOT NULL,
    kind text NOT NULL,
    topic text NOT NULL,
    service text NOT NULL,
    watch text NOT NULL,
    case_id uuid,
    day date,
    until date NOT NULL,
    sms_allowed boolean DEFAULT false NOT NULL,
    state text DEFAULT 'deferred'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    next_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    notice uuid,
    sealed bytea,
    sms text DEFAULT 'none'::text NOT NULL,
    asked_at timestamp with time zone,
    campaign uuid,
    turn bigint,
    held_out boolean DEFAULT false NOT NULL,
    CONSTRAINT owed_message_check CHECK (((state = 'deferred'::text) = (settled_at IS NULL))),
    CONSTRAINT owed_message_check1 CHECK (((state <> 'delivered'::text) OR (sealed IS NOT NULL))),
    CONSTRAINT owed_message_sms_check CHECK ((sms = ANY (ARRAY['none'::text, 'owed'::text, 'taken'::text, 'sent'::text, 'failed'::text, 'called_off'::text])))
);

COMMENT ON TABLE public.owed_message IS 'One row for each concerned person and message, with its named end: the ledger of personalised messages.';

COMMENT ON COLUMN public.owed_message.turn IS 'The order within a campaign: a hash of its seed and the person.';

COMMENT ON COLUMN public.owed_message.held_out IS 'Drawn by the seed into the hold-out of an information campaign.';

CREATE TABLE public.passkey (
    id uuid NOT NULL,
    person uuid NOT NULL,
    credential bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    device text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE public.passkey IS 'A key on a device by which a resident signs in (WebAuthn); only its public half is here.';

CREATE TABLE public.payee_account (
    id uuid NOT NULL,
    person uuid NOT NULL,
    case_id uuid,
    origin text NOT NULL,
    sealed bytea NOT NULL,
    account_hash bytea NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    effective_on date NOT NULL,
    stopped_at timestamp with time zone,
    stopped_by text,
    stopped_why text DEFAULT ''::text NOT NULL,
    replaced_by uuid,
    CONSTRAINT payee_account_ends_once CHECK (((stopped_at IS NULL) OR (replaced_by IS NULL))),
    CONSTRAINT payee_account_origin_check CHECK ((origin = ANY (ARRAY['register'::text, 'rule'::text, 'officer'::text]))),
    CONSTRAINT payee_account_stopped CHECK (((stopped_at IS NULL) = (stopped_by IS NULL))),
    CONSTRAINT payee_account_stopped_by_check CHECK ((stopped_by = ANY (ARRAY['person'::text, 'officer'::text, 'system'::text])))
);

COMMENT ON TABLE public.payee_account IS 'The bank accounts that a person''s money goes to. Which is in force follows from the day, never from a job.';

COMMENT ON COLUMN public.payee_account.case_id IS 'The case that proposed it, which may be forgotten before the account is: no key.';

COMMENT ON COLUMN public.payee_account.replaced_by IS 'The newer proposal that came before this one took effect.';

CREATE TABLE public.payee_check (
    id uuid NOT NULL,
    person uuid NOT NULL,
    digest bytea NOT NULL,
    sealed bytea NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.payee_check IS 'What the bank register said of one account number, holder and identity number; bound to them by the digest.';

CREATE TABLE public.payment_order (
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    person uuid NOT NULL,
    kind text NOT NULL,
    object bytea DEFAULT '\x'::bytea NOT NULL,
    month date NOT NULL,
    yuan integer NOT NULL,
    attempt smallint DEFAULT 1 NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    pay_on date NOT NULL,
    account_tail text DEFAULT ''::text NOT NULL,
    account uuid,
    listed_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    settled_at timestamp with time zone,
    told_at timestamp with time zone,
    CONSTRAINT payment_order_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT payment_order_state_check CHECK ((state = ANY (ARRAY['listed'::text, 'held'::text, 'leaving'::text, 'ordered'::text, 'paid'::text, 'failed'::text, 'returned'::text, 'cancelled'::text, 'recovered'::text]))),
    CONSTRAINT payment_order_yuan_check CHECK ((yuan > 0))
);

COMMENT ON TABLE public.payment_order IS 'One order for each grant and month; its id and attempt are the idempotency key at the treasury.';

CREATE TABLE public.payment_recovery (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    reason text NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    settled_by text,
    settled_at timestamp with time zone,
    granted boolean,
    CONSTRAINT payment_recovery_second_person CHECK ((settled_by <> proposed_by)),
    CONSTRAINT payment_recovery_settled CHECK ((((settled_by IS NULL) = (settled_at IS NULL)) AND ((settled_by IS NULL) = (granted IS NULL))))
);

COMMENT ON TABLE public.payment_recovery IS 'Asking money back that was paid for a month after the end: one officer proposes, another agrees.';

CREATE TABLE public.person (
    id uuid NOT NULL,
    assurance smallint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    signed_in_at timestamp with time zone,
    kind text DEFAULT 'natural'::text NOT NULL
);

COMMENT ON TABLE public.person IS 'A resident who signed in at least once.';

COMMENT ON COLUMN public.person.assurance IS '0: somebody was named by another and vouched for by a register, and has proven nothing themselves.';

COMMENT ON COLUMN public.person.signed_in_at IS 'When the person last signed in; a number that was silent for longer may have another owner.';

COMMENT ON COLUMN public.person.kind IS 'An organisation is a principal too: its identity row holds name and unified social credit code, and it never signs in.';

CREATE TABLE public.person_grant (
    id uuid NOT NULL,
    person uuid NOT NULL,
    case_id uuid NOT NULL,
    decision uuid NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    object bytea DEFAULT '\x'::bytea NOT NULL,
    runs text NOT NULL,
    yuan integer,
    state text NOT NULL,
    begins_on date NOT NULL,
    paused_from date,
    ends_on date,
    last_seq integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT person_grant_ended CHECK (((state <> 'ended'::text) OR (ends_on IS NOT NULL))),
    CONSTRAINT person_grant_paused CHECK (((state = 'paused'::text) = (paused_from IS NOT NULL))),
    CONSTRAINT person_grant_runs_check CHECK ((runs = ANY (ARRAY['month'::text, 'once'::text, 'right'::text]))),
    CONSTRAINT person_grant_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'ended'::text]))),
    CONSTRAINT person_grant_yuan_check CHECK ((yuan > 0))
);

COMMENT ON TABLE public.person_grant IS 'What a person was granted: the row is derived from its events. One of a kind (and object) runs at a time.';

COMMENT ON COLUMN public.person_grant.object IS 'Keyed hash of the child, shop or other object it is for, where a person may hold one for each.';

COMMENT ON COLUMN public.person_grant.yuan IS 'What was decided; the amount of a month with age bands is computed from the rule in force.';

COMMENT ON COLUMN public.person_grant.ends_on IS 'The first day that is not granted any more.';

CREATE TABLE public.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);

CREATE SEQUENCE public.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_id_seq OWNED BY public.pgqueuer.id;

CREATE TABLE public.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status public.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

ALTER TABLE public.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status public.pgqueuer_status DEFAULT 'queued'::public.pgqueuer_status
);

CREATE SEQUENCE public.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNED BY public.pgqueuer_schedules.id;

CREATE TABLE public.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

CREATE SEQUENCE public.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNED BY public.pgqueuer_statistics.id;

CREATE TABLE public.population (
    place integer NOT NULL,
    person uuid,
    changed xid8 DEFAULT pg_current_xact_id() NOT NULL,
    stale boolean DEFAULT true NOT NULL,
    layout integer,
    record bytea,
    entries bytea,
    odd jsonb
);

ALTER TABLE ONLY public.population ALTER COLUMN record SET STORAGE PLAIN;

COMMENT ON TABLE public.population IS 'A place for each resident in the index of the district, and how their profile stands there. Derived: profile is the truth.';

COMMENT ON COLUMN public.population.changed IS 'The transaction that changed the profile last; readers look from their horizon on.';

ALTER TABLE public.population ALTER COLUMN place ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.population_place_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.profile (
    person uuid NOT NULL,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    refreshed_at timestamp with time zone
);

COMMENT ON TABLE public.profile IS 'What the rules may ask: attribute to value, source, date and expiry.';

CREATE TABLE public.push_choice (
    person uuid NOT NULL,
    off text[] NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.push_choice IS 'The topics of which a person''s devices aren''t to ring; nobody here means the default.';

CREATE TABLE public.push_subscription (
    id uuid NOT NULL,
    person uuid NOT NULL,
    endpoint_hash bytea NOT NULL,
    endpoint bytea NOT NULL,
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    device text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    worked_at timestamp with time zone,
    CONSTRAINT push_subscription_auth_check CHECK ((length(auth) = 16)),
    CONSTRAINT push_subscription_p256dh_check CHECK ((length(p256dh) = 65))
);

COMMENT ON TABLE public.push_subscription IS 'A browser on which a person allowed messages. One browser tells one person: whoever used it last.';

COMMENT ON COLUMN public.push_subscription.endpoint IS 'Whoever knows this address can knock at the device: sealed and bound to the row, found by keyed hash.';

COMMENT ON COLUMN public.push_subscription.worked_at IS 'When a push service last took a message for it.';

CREATE TABLE public.recovery (
    id uuid NOT NULL,
    number text NOT NULL,
    person uuid,
    wanted bytea NOT NULL,
    state text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    confirmed_by text,
    reason text DEFAULT ''::text NOT NULL,
    due_at timestamp with time zone,
    settled_at timestamp with time zone,
    seen_by text,
    seen_at timestamp with time zone,
    CONSTRAINT recovery_confirmed CHECK (((state <> 'confirmed'::text) OR ((due_at IS NOT NULL) AND (confirmed_by IS NOT NULL) AND (confirmed_by <> seen_by)))),
    CONSTRAINT recovery_seen CHECK (((state <> ALL (ARRAY['seen'::text, 'confirmed'::text])) OR ((seen_by IS NOT NULL) AND (seen_at IS NOT NULL) AND (person IS NOT NULL)))),
    CONSTRAINT recovery_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'seen'::text, 'confirmed'::text, 'declined'::text, 'done'::text, 'stopped'::text, 'lapsed'::text])))
);

COMMENT ON TABLE public.recovery IS 'Somebody without their old number wants another; two officers who saw them confirm, days pass, then it holds.';

COMMENT ON COLUMN public.recovery.person IS 'Whose number was given, looked for when an officer opens the request: asking alone reads nothing, so that it tells nothing.';

CREATE TABLE public.reference_version (
    id uuid NOT NULL,
    table_name text NOT NULL,
    key text NOT NULL,
    state text NOT NULL,
    content jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    valid_from date NOT NULL,
    author text NOT NULL,
    author_name text NOT NULL,
    writers text[] NOT NULL,
    approver text,
    reason text DEFAULT ''::text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT reference_version_signed CHECK (((state = ANY (ARRAY['draft'::text, 'waiting'::text])) OR ((approver IS NOT NULL) AND (published_at IS NOT NULL) AND (NOT (approver = ANY (writers)))))),
    CONSTRAINT reference_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting'::text, 'published'::text, 'retired'::text])))
);

COMMENT ON TABLE public.reference_version IS 'Changed rows of reference tables over the shipped files: the newest published one whose day has come is in force.';

CREATE TABLE public.register_feed (
    register text NOT NULL,
    place text NOT NULL,
    read_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.register_feed IS 'Up to which place what a register tells of its own accord has been taken in.';

CREATE TABLE public.revocation (
    id uuid NOT NULL,
    receipt text NOT NULL,
    reason text NOT NULL,
    proposed_by text NOT NULL,
    proposed_role text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    settled_by text,
    settled_role text,
    settled_at timestamp with time zone,
    granted boolean,
    CONSTRAINT revocation_second_person CHECK ((settled_by <> proposed_by)),
    CONSTRAINT revocation_settled CHECK ((((settled_by IS NULL) = (settled_at IS NULL)) AND ((settled_by IS NULL) = (granted IS NULL)))),
    CONSTRAINT revocation_supervised CHECK (((granted IS NOT TRUE) OR (('supervisor'::text = proposed_role) OR ('supervisor'::text = settled_role))))
);

COMMENT ON TABLE public.revocation IS 'Taking a receipt back: one proposes with a reason, another agrees or not, and one of them is a supervisor.';

CREATE TABLE public.rule_replay (
    id uuid NOT NULL,
    code text NOT NULL,
    rules jsonb NOT NULL,
    state text NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    counts jsonb DEFAULT '[]'::jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT rule_replay_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'replaced'::text])))
);

COMMENT ON TABLE public.rule_replay IS 'Trials of changed rules on cases, drafts and past decisions; no case and no person.';

COMMENT ON COLUMN public.rule_replay.counts IS 'By group and kind, rounded and withheld as decision 0036 says; the exact numbers are not kept.';

CREATE TABLE public.saved_filter (
    id uuid NOT NULL,
    staff text NOT NULL,
    name text NOT NULL,
    wanted jsonb NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.saved_filter IS 'A filter of the list of services, kept by the member of staff who named it.';

CREATE TABLE public.service_draft (
    id uuid NOT NULL,
    code text NOT NULL,
    base uuid,
    content jsonb NOT NULL,
    version integer NOT NULL,
    owner text NOT NULL,
    owner_name text NOT NULL,
    writers text[] NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    wanted_from date,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    closes_earlier boolean DEFAULT false NOT NULL
);

COMMENT ON TABLE public.service_draft IS 'What editors are writing: one for each service; the version counts its changes.';

COMMENT ON COLUMN public.service_draft.base IS 'The version in force that it began from; empty for a new service.';

COMMENT ON COLUMN public.service_draft.writers IS 'Everybody who changed it: none of them may approve it.';

CREATE TABLE public.service_draft_event (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    draft uuid NOT NULL,
    code text NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    part text DEFAULT ''::text NOT NULL,
    changes jsonb DEFAULT '{}'::jsonb NOT NULL,
    undoes integer,
    says text DEFAULT ''::text NOT NULL,
    staff text NOT NULL,
    staff_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT service_draft_event_kind_check CHECK ((kind = ANY (ARRAY['begun'::text, 'saved'::text, 'undone'::text, 'rebased'::text, 'discarded'::text, 'proposed'::text, 'taken_back'::text, 'sent_back'::text, 'published'::text])))
);

COMMENT ON COLUMN public.service_draft_event.changes IS 'By field: what it was before and is after.';

CREATE TABLE public.service_report (
    id uuid NOT NULL,
    code text NOT NULL,
    digest text NOT NULL,
    place text NOT NULL,
    sentence text NOT NULL,
    says text NOT NULL,
    person uuid,
    created_at timestamp with time zone NOT NULL,
    answer text,
    answered_by text,
    answered_at timestamp with time zone,
    CONSTRAINT service_report_answered CHECK ((((answer IS NULL) = (answered_at IS NULL)) AND ((answer IS NULL) = (answered_by IS NULL))))
);

COMMENT ON TABLE public.service_report IS 'A sentence of a page that a visitor says is wrong; its person, if signed in, gets the answer.';

CREATE TABLE public.service_switch (
    code text NOT NULL,
    instant boolean NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    reason text DEFAULT ''::text NOT NULL
);

COMMENT ON TABLE public.service_switch IS 'Which services may be decided at once; each is off until an operator turns it on.';

COMMENT ON COLUMN public.service_switch.reason IS 'Why the operator turned it; who turned it before, and why, is in the audit log.';

CREATE TABLE public.service_version (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    code text NOT NULL,
    state text NOT NULL,
    digest text NOT NULL,
    content jsonb NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    author text NOT NULL,
    approver text,
    reason text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    published_at timestamp with time zone,
    writers text[] DEFAULT '{}'::text[] NOT NULL,
    ended_by text,
    ended_with text,
    ended_reason text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    lane text DEFAULT 'two'::text NOT NULL,
    reviewed_by text,
    reviewed_at timestamp with time zone,
    review_says text DEFAULT ''::text NOT NULL,
    closes_earlier boolean DEFAULT false NOT NULL,
    CONSTRAINT service_version_second_person CHECK (((state = 'draft'::text) OR (NOT (approver = ANY (writers))))),
    CONSTRAINT service_version_span CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT service_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text])))
);

COMMENT ON COLUMN public.service_version.writers IS 'Everybody who saved this draft: none of them may approve it.';

COMMENT ON COLUMN public.service_version.lane IS 'two: written by one, approved by another. small_fix: one signer, reviewed by another afterwards.';

COMMENT ON COLUMN public.service_version.closes_earlier IS 'From its first day, residents'' drafts on earlier versions move to the version in force; without it they keep their own.';

CREATE TABLE public.signature (
    material uuid NOT NULL,
    case_id uuid NOT NULL,
    principal uuid NOT NULL,
    says text NOT NULL,
    digest text NOT NULL,
    way text NOT NULL,
    proof text NOT NULL,
    sealed bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    CONSTRAINT signature_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT signature_way_check CHECK ((way = ANY (ARRAY['drawn'::text, 'typed'::text])))
);

COMMENT ON TABLE public.signature IS 'What was signed on the page: the text, the digest of text, case and name, and how; never changed.';

COMMENT ON COLUMN public.signature.proof IS 'By what means the person had proven, at most ten minutes before, that it is they.';

COMMENT ON COLUMN public.signature.sealed IS 'The name, and the strokes of a drawn signature, sealed.';

CREATE TABLE public.sms_received (
    id uuid NOT NULL,
    sender_hash bytea NOT NULL,
    sealed bytea,
    sent_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    outcome text DEFAULT 'waiting'::text NOT NULL,
    CONSTRAINT sms_received_outcome_check CHECK ((outcome = ANY (ARRAY['waiting'::text, 'read'::text, 'not_ours'::text, 'expired'::text])))
);

COMMENT ON TABLE public.sms_received IS 'Short messages sent to us, by the gateway''s id. Number and words are dropped as soon as they are read.';

CREATE TABLE public.sms_sent (
    id uuid NOT NULL,
    template text NOT NULL,
    wording_version text NOT NULL,
    handed_over_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.sms_sent IS 'Which registered wording a short message had, by the id that the gateway and the event of its telling know. No number, no words.';

ALTER TABLE public.staff_act ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.staff_act_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.upload (
    id uuid NOT NULL,
    principal uuid NOT NULL,
    person uuid NOT NULL,
    case_id uuid,
    slot text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    sha256 text NOT NULL,
    length bigint,
    received bigint DEFAULT 0 NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    material uuid,
    writer uuid,
    seen_at timestamp with time zone,
    asked_to_yield boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    original text DEFAULT ''::text NOT NULL,
    CONSTRAINT upload_check CHECK (((received >= 0) AND ((length IS NULL) OR (received <= length)))),
    CONSTRAINT upload_length_check CHECK ((length >= 0)),
    CONSTRAINT upload_original_check CHECK ((original ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT upload_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'refused'::text, 'ended'::text, 'expired'::text])))
);

COMMENT ON COLUMN public.upload.case_id IS 'Empty while a file that was shared with us waits to be put in its place.';

COMMENT ON COLUMN public.upload.sha256 IS 'The digest of the whole file, if the sender knew it: the same file is gone on with on any device.';

COMMENT ON COLUMN public.upload.writer IS 'The one request that may add bytes just now; it says every half second that it is alive (seen_at).';

COMMENT ON COLUMN public.upload.original IS 'The digest of the file that was chosen, where something smaller was made of it to be sent.';

CREATE TABLE public.upload_piece (
    upload uuid NOT NULL,
    number integer NOT NULL,
    size integer NOT NULL,
    stored_as text NOT NULL
);

COMMENT ON TABLE public.upload_piece IS 'A stretch of an upload at rest, sealed; a piece that isn''t full is replaced as a whole when more comes.';

CREATE TABLE public.watch_request (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    person uuid NOT NULL,
    service text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone
);

COMMENT ON TABLE public.watch_request IS 'What a person asked to be told when the time comes.';

CREATE TABLE public.working_day (
    day date NOT NULL,
    works boolean NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    source text NOT NULL
);

COMMENT ON TABLE public.working_day IS 'Days that differ from Monday-to-Friday: holidays and make-up days, from the yearly plan.';

ALTER TABLE ONLY public.pgqueuer ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_id_seq'::regclass);

ALTER TABLE ONLY public.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_schedules_id_seq'::regclass);

ALTER TABLE ONLY public.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_statistics_id_seq'::regclass);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.after_check
    ADD CONSTRAINT after_check_pkey PRIMARY KEY (decision);

ALTER TABLE ONLY public.article_review
    ADD CONSTRAINT article_review_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audience_count
    ADD CONSTRAINT audience_count_pkey PRIMARY KEY (staff, day, digest);

ALTER TABLE ONLY public.audience_purpose
    ADD CONSTRAINT audience_purpose_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_check
    ADD CONSTRAINT audit_check_pkey PRIMARY KEY (at);

ALTER TABLE ONLY public.audit_link
    ADD CONSTRAINT audit_link_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.audit_link
    ADD CONSTRAINT audit_link_seq_key UNIQUE (seq);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.brake
    ADD CONSTRAINT brake_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calendar_year
    ADD CONSTRAINT calendar_year_pkey PRIMARY KEY (year);

ALTER TABLE ONLY public.campaign_event
    ADD CONSTRAINT campaign_event_pkey PRIMARY KEY (id);

ALTER TABLE public.campaign_event
    ADD CONSTRAINT campaign_event_written CHECK (((version IS NULL) = (content IS NULL))) NOT VALID;

ALTER TABLE ONLY public.campaign_part
    ADD CONSTRAINT campaign_part_pkey PRIMARY KEY (campaign, part);

ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_case_id_seq_key UNIQUE (case_id, seq);

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_pkey PRIMARY KEY (case_id, id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_number_key UNIQUE (number);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.check_record
    ADD CONSTRAINT check_record_pkey PRIMARY KEY (check_name, version, term);

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_pkey PRIMARY KEY (person);

ALTER TABLE ONLY public.commissioned_contact
    ADD CONSTRAINT commissioned_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commissioned_contact
    ADD CONSTRAINT commissioned_contact_service_phone_hash_key UNIQUE (service, phone_hash);

ALTER TABLE ONLY public.consent_call
    ADD CONSTRAINT consent_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_face
    ADD CONSTRAINT consent_face_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_notice_channel_subscription_key UNIQUE (notice, channel, subscription);

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.draft_comment
    ADD CONSTRAINT draft_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.evidence_link
    ADD CONSTRAINT evidence_link_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.evidence_link
    ADD CONSTRAINT evidence_link_stream_key_key UNIQUE (stream, key);

ALTER TABLE ONLY public.grant_change
    ADD CONSTRAINT grant_change_case_id_told_duty_key UNIQUE (case_id, told, duty);

ALTER TABLE ONLY public.grant_change
    ADD CONSTRAINT grant_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grant_event
    ADD CONSTRAINT grant_event_grant_id_seq_key UNIQUE (grant_id, seq);

ALTER TABLE ONLY public.grant_event
    ADD CONSTRAINT grant_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.guided_event
    ADD CONSTRAINT guided_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.guided_event
    ADD CONSTRAINT guided_event_session_seq_key UNIQUE (session, seq);

ALTER TABLE ONLY public.guided_session
    ADD CONSTRAINT guided_session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity
    ADD CONSTRAINT identity_id_hash_key UNIQUE (id_hash);

ALTER TABLE ONLY public.identity
    ADD CONSTRAINT identity_phone_hash_key UNIQUE (phone_hash);

ALTER TABLE ONLY public.identity
    ADD CONSTRAINT identity_pkey PRIMARY KEY (person);

ALTER TABLE ONLY public.identity_proof
    ADD CONSTRAINT identity_proof_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_request
    ADD CONSTRAINT identity_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_try
    ADD CONSTRAINT identity_try_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.known_browser
    ADD CONSTRAINT known_browser_pkey PRIMARY KEY (person, mark);

ALTER TABLE ONLY public.mandate_call
    ADD CONSTRAINT mandate_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mandate_code
    ADD CONSTRAINT mandate_code_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mandate_consent
    ADD CONSTRAINT mandate_consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mandate_event
    ADD CONSTRAINT mandate_event_mandate_seq_key UNIQUE (mandate, seq);

ALTER TABLE ONLY public.mandate_event
    ADD CONSTRAINT mandate_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mandate_invitation
    ADD CONSTRAINT mandate_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mandate
    ADD CONSTRAINT mandate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mandate_service
    ADD CONSTRAINT mandate_service_pkey PRIMARY KEY (mandate, service);

ALTER TABLE ONLY public.mandate_signal
    ADD CONSTRAINT mandate_signal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.material
    ADD CONSTRAINT material_pkey PRIMARY KEY (id);

ALTER TABLE public.material
    ADD CONSTRAINT material_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'read'::text, 'replaced'::text, 'removed'::text, 'set_aside'::text]))) NOT VALID;

ALTER TABLE ONLY public.message_choice
    ADD CONSTRAINT message_choice_pkey PRIMARY KEY (person);

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_person_topic_case_id_title_created_at_key UNIQUE NULLS NOT DISTINCT (person, topic, case_id, title, created_at);

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notice_text
    ADD CONSTRAINT notice_text_pkey PRIMARY KEY (notice);

ALTER TABLE ONLY public.object_answer
    ADD CONSTRAINT object_answer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.objection
    ADD CONSTRAINT objection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.obligation
    ADD CONSTRAINT obligation_pkey PRIMARY KEY (case_id, kind, due_on);

ALTER TABLE ONLY public.offer_event
    ADD CONSTRAINT offer_event_offer_seq_key UNIQUE (offer, seq);

ALTER TABLE ONLY public.offer_event
    ADD CONSTRAINT offer_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_person_service_key UNIQUE (person, service);

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outside_account
    ADD CONSTRAINT outside_account_pkey PRIMARY KEY (issuer, subject_hash);

ALTER TABLE public.owed_message
    ADD CONSTRAINT owed_message_kind_check CHECK ((kind = ANY (ARRAY['watch'::text, 'asked'::text, 'duty'::text, 'case'::text, 'offer'::text, 'campaign'::text]))) NOT VALID;

ALTER TABLE ONLY public.owed_message
    ADD CONSTRAINT owed_message_pkey PRIMARY KEY (id);

ALTER TABLE public.owed_message
    ADD CONSTRAINT owed_message_state_check CHECK ((state = ANY (ARRAY['deferred'::text, 'suppressed'::text, 'delivered'::text, 'failed'::text, 'expired'::text, 'held_out'::text]))) NOT VALID;

ALTER TABLE public.owed_message
    ADD CONSTRAINT owed_message_turn CHECK (((campaign IS NULL) = (turn IS NULL))) NOT VALID;

ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_credential_key UNIQUE (credential);

ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payee_account
    ADD CONSTRAINT payee_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payee_check
    ADD CONSTRAINT payee_check_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payee_event
    ADD CONSTRAINT payee_event_account_seq_key UNIQUE (account, seq);

ALTER TABLE ONLY public.payee_event
    ADD CONSTRAINT payee_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payment_order
    ADD CONSTRAINT payment_order_grant_id_month_key UNIQUE (grant_id, month);

ALTER TABLE ONLY public.payment_order
    ADD CONSTRAINT payment_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payment_recovery
    ADD CONSTRAINT payment_recovery_pkey PRIMARY KEY (id);

ALTER TABLE public.person
    ADD CONSTRAINT person_assurance_check CHECK (((assurance >= 0) AND (assurance <= 3))) NOT VALID;

ALTER TABLE ONLY public.person_grant
    ADD CONSTRAINT person_grant_pkey PRIMARY KEY (id);

ALTER TABLE public.person
    ADD CONSTRAINT person_kind CHECK ((kind = ANY (ARRAY['natural'::text, 'organisation'::text]))) NOT VALID;

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.population
    ADD CONSTRAINT population_person_key UNIQUE (person);

ALTER TABLE ONLY public.population
    ADD CONSTRAINT population_pkey PRIMARY KEY (place);

ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_pkey PRIMARY KEY (person);

ALTER TABLE ONLY public.push_choice
    ADD CONSTRAINT push_choice_pkey PRIMARY KEY (person);

ALTER TABLE ONLY public.push_subscription
    ADD CONSTRAINT push_subscription_endpoint_hash_key UNIQUE (endpoint_hash);

ALTER TABLE ONLY public.push_subscription
    ADD CONSTRAINT push_subscription_pkey PRIMARY KEY (id);

ALTER TABLE public.receipt
    ADD CONSTRAINT receipt_ended CHECK (((status = 'valid'::text) OR (ended_at IS NOT NULL))) NOT VALID;

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.recovery
    ADD CONSTRAINT recovery_number_key UNIQUE (number);

ALTER TABLE ONLY public.recovery
    ADD CONSTRAINT recovery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reference_version
    ADD CONSTRAINT reference_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.register_feed
    ADD CONSTRAINT register_feed_pkey PRIMARY KEY (register);

ALTER TABLE ONLY public.revocation
    ADD CONSTRAINT revocation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rule_replay
    ADD CONSTRAINT rule_replay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.saved_filter
    ADD CONSTRAINT saved_filter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.saved_filter
    ADD CONSTRAINT saved_filter_staff_name_key UNIQUE (staff, name);

ALTER TABLE ONLY public.service_draft
    ADD CONSTRAINT service_draft_code_key UNIQUE (code);

ALTER TABLE ONLY public.service_draft_event
    ADD CONSTRAINT service_draft_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_draft
    ADD CONSTRAINT service_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_report
    ADD CONSTRAINT service_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_switch
    ADD CONSTRAINT service_switch_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.service_version
    ADD CONSTRAINT service_version_pkey PRIMARY KEY (id);

ALTER TABLE public.service_version
    ADD CONSTRAINT service_version_reviewed CHECK ((((reviewed_by IS NULL) = (reviewed_at IS NULL)) AND ((reviewed_by IS NULL) OR ((lane = 'small_fix'::text) AND (NOT (reviewed_by = ANY (writers))))))) NOT VALID;

ALTER TABLE public.service_version
    ADD CONSTRAINT service_version_signed CHECK (
CASE
    WHEN (state = 'draft'::text) THEN (lane = 'two'::text)
    WHEN (lane = 'two'::text) THEN (approver IS NOT NULL)
    ELSE ((lane = 'small_fix'::text) AND (approver IS NULL))
END) NOT VALID;

ALTER TABLE ONLY public.signature
    ADD CONSTRAINT signature_pkey PRIMARY KEY (material);

ALTER TABLE ONLY public.sms_received
    ADD CONSTRAINT sms_received_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sms_sent
    ADD CONSTRAINT sms_sent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_act
    ADD CONSTRAINT staff_act_pkey PRIMARY KEY (id);

ALTER TABLE public.submission_consent
    ADD CONSTRAINT submission_consent_how_check CHECK ((how = ANY (ARRAY['device'::text, 'code'::text, 'face'::text, 'phone'::text, 'counter'::text]))) NOT VALID;

ALTER TABLE ONLY public.submission_consent
    ADD CONSTRAINT submission_consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.upload_piece
    ADD CONSTRAINT upload_piece_pkey PRIMARY KEY (upload, number);

ALTER TABLE ONLY public.upload_piece
    ADD CONSTRAINT upload_piece_stored_as_key UNIQUE (stored_as);

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watch_request
    ADD CONSTRAINT watch_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.working_day
    ADD CONSTRAINT working_day_pkey PRIMARY KEY (day);

CREATE INDEX access_log_at ON public.access_log USING brin (at);

CREATE INDEX access_log_person ON public.access_log USING btree (person, at DESC);

CREATE INDEX access_log_reader ON public.access_log USING btree (reader, at DESC);

CREATE INDEX after_check_case ON public.after_check USING btree (case_id);

CREATE INDEX after_check_waiting ON public.after_check USING btree (drawn_at) WHERE (state = 'waiting'::text);

CREATE INDEX article_review_of ON public.article_review USING btree (code, at DESC) WHERE (withdrawn_at IS NULL);

CREATE INDEX audience_count_at ON public.audience_count USING btree (at);

CREATE INDEX audience_purpose_state ON public.audience_purpose USING btree (state, asked_at DESC);

CREATE INDEX audit_actor ON public.audit USING btree (actor, at DESC);

CREATE INDEX audit_link_at ON public.audit_link USING btree (linked_at);

CREATE UNIQUE INDEX brake_one_running ON public.brake USING btree (service) WHERE (released_at IS NULL);

CREATE UNIQUE INDEX campaign_event_seq ON public.campaign_event USING btree (campaign, seq);

CREATE UNIQUE INDEX campaign_event_version ON public.campaign_event USING btree (campaign, version) WHERE (version IS NOT NULL);

CREATE INDEX campaign_state ON public.campaign USING btree (state);

CREATE INDEX case_event_at ON public.case_event USING brin (at);

CREATE INDEX case_event_author ON public.case_event USING btree (author, at DESC);

CREATE UNIQUE INDEX cases_one_draft ON public.cases USING btree (principal, service) WHERE (state = 'draft'::text);

CREATE INDEX cases_principal ON public.cases USING btree (principal, updated_at DESC);

CREATE INDEX cases_waiting ON public.cases USING btree (department, submitted_at) WHERE (state = ANY (ARRAY['submitted'::text, 'accepted'::text, 'in_review'::text, 'in_correction'::text]));

CREATE INDEX closing_due ON public.closing USING btree (due_at);

CREATE INDEX commissioned_contact_ended ON public.commissioned_contact USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX commissioned_contact_open ON public.commissioned_contact USING btree (state, expires_at) WHERE (ended_at IS NULL);

CREATE INDEX commissioned_contact_phone ON public.commissioned_contact USING btree (phone_hash);

CREATE INDEX consent_call_case ON public.consent_call USING btree (case_id);

CREATE UNIQUE INDEX consent_call_one ON public.consent_call USING btree (request) WHERE (state = 'placed'::text);

CREATE INDEX consent_call_principal ON public.consent_call USING btree (principal, placed_at);

CREATE INDEX consent_call_request ON public.consent_call USING btree (request, placed_at);

CREATE INDEX consent_face_case ON public.consent_face USING btree (case_id, at);

CREATE INDEX consent_face_principal ON public.consent_face USING btree (principal, at);

CREATE INDEX consent_person ON public.consent USING btree (person, given_at DESC);

CREATE INDEX consent_request_case ON public.consent_request USING btree (case_id, asked_at);

CREATE UNIQUE INDEX consent_request_one ON public.consent_request USING btree (case_id) WHERE (state = 'waiting'::text);

CREATE INDEX consent_request_principal ON public.consent_request USING btree (principal) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX consent_running ON public.consent USING btree (person, purpose) WHERE (withdrawn_at IS NULL);

CREATE INDEX decision_at ON public.decision USING brin (at);

CREATE INDEX decision_case ON public.decision USING btree (case_id, at);

CREATE UNIQUE INDEX decision_one_final ON public.decision USING btree (case_id) WHERE ((outcome = ANY (ARRAY['approve'::text, 'refuse'::text])) AND (superseded_by IS NULL));

CREATE INDEX delivery_pending ON public.delivery USING btree (next_at) WHERE (state = 'pending'::text);

CREATE INDEX delivery_person ON public.delivery USING btree (person, created_at DESC);

CREATE INDEX draft_comment_open ON public.draft_comment USING btree (draft) WHERE (settled_at IS NULL);

CREATE INDEX grant_change_desk ON public.grant_change USING btree (proposed_at) WHERE (state = 'proposed'::text);

CREATE INDEX grant_event_at ON public.grant_event USING brin (at);

CREATE INDEX grant_event_author ON public.grant_event USING btree (author, at DESC);

CREATE INDEX guided_event_at ON public.guided_event USING brin (at);

CREATE INDEX guided_event_author ON public.guided_event USING btree (author, at DESC);

CREATE INDEX guided_session_answered ON public.guided_session USING btree (department, taken_at DESC) WHERE (taken_at IS NOT NULL);

CREATE INDEX guided_session_asked ON public.guided_session USING btree (asked_at);

CREATE INDEX guided_session_case ON public.guided_session USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE UNIQUE INDEX guided_session_code ON public.guided_session USING btree (code_hash) WHERE ((state = 'waiting'::text) AND (code_hash IS NOT NULL));

CREATE INDEX guided_session_guide_open ON public.guided_session USING btree (guide) WHERE (state = ANY (ARRAY['offered'::text, 'active'::text]));

CREATE INDEX guided_session_mandate ON public.guided_session USING btree (mandate) WHERE (mandate IS NOT NULL);

CREATE UNIQUE INDEX guided_session_one ON public.guided_session USING btree (person) WHERE (state <> 'ended'::text);

CREATE INDEX guided_session_person ON public.guided_session USING btree (person, asked_at DESC);

CREATE INDEX guided_session_queue ON public.guided_session USING btree (department, queued_at) WHERE (state = 'waiting'::text);

CREATE INDEX identity_proof_person ON public.identity_proof USING btree (person, at);

CREATE UNIQUE INDEX identity_request_one ON public.identity_request USING btree (person) WHERE (state = ANY (ARRAY['waiting'::text, 'seen'::text]));

CREATE INDEX identity_request_waiting ON public.identity_request USING btree (asked_at) WHERE (state = ANY (ARRAY['waiting'::text, 'seen'::text]));

CREATE INDEX identity_try_person ON public.identity_try USING btree (person, at);

CREATE INDEX mandate_call_mandate ON public.mandate_call USING btree (mandate);

CREATE UNIQUE INDEX mandate_call_one ON public.mandate_call USING btree (mandate) WHERE (state = 'placed'::text);

CREATE UNIQUE INDEX mandate_code_hash ON public.mandate_code USING btree (code_hash);

CREATE INDEX mandate_code_mandate ON public.mandate_code USING btree (mandate);

CREATE INDEX mandate_consent_at ON public.mandate_consent USING brin (at);

CREATE INDEX mandate_consent_mandate ON public.mandate_consent USING btree (mandate);

CREATE INDEX mandate_event_at ON public.mandate_event USING brin (at);

CREATE INDEX mandate_event_author ON public.mandate_event USING btree (author, at DESC);

CREATE INDEX mandate_helper ON public.mandate USING btree (helper, proposed_at);

CREATE UNIQUE INDEX mandate_invitation_code ON public.mandate_invitation USING btree (code_hash);

CREATE INDEX mandate_invitation_expires ON public.mandate_invitation USING btree (expires_at);

CREATE INDEX mandate_invitation_number ON public.mandate_invitation USING btree (phone_hash, made_at) WHERE (phone_hash IS NOT NULL);

CREATE INDEX mandate_invitation_person ON public.mandate_invitation USING btree (person, made_at);

CREATE INDEX mandate_invitation_phone ON public.mandate_invitation USING btree (phone_hash) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX mandate_one_by_law ON public.mandate USING btree (principal, helper, basis) WHERE ((basis <> 'consent'::text) AND (state <> 'ended'::text));

CREATE INDEX mandate_principal ON public.mandate USING btree (principal, proposed_at);

CREATE INDEX mandate_rests_on ON public.mandate USING btree (rests_on) WHERE (rests_on IS NOT NULL);

CREATE INDEX mandate_signal_case ON public.mandate_signal USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE INDEX mandate_signal_mandate ON public.mandate_signal USING btree (mandate);

CREATE UNIQUE INDEX mandate_signal_one_open ON public.mandate_signal USING btree (mandate, kind) WHERE (state = 'open'::text);

CREATE INDEX mandate_signal_open ON public.mandate_signal USING btree (at) WHERE (state = 'open'::text);

CREATE UNIQUE INDEX material_one_in_slot ON public.material USING btree (case_id, slot) WHERE (state = ANY (ARRAY['waiting'::text, 'read'::text]));

CREATE INDEX material_principal ON public.material USING btree (principal);

CREATE INDEX material_reusable ON public.material USING btree (principal, read_at DESC) WHERE ((state = 'read'::text) AND (verdict = 'passed'::text));

CREATE INDEX material_unscanned ON public.material USING btree (scan_asked_at NULLS FIRST, uploaded_at) WHERE ((scan = 'unscanned'::text) AND (state = 'read'::text));

CREATE INDEX notice_person ON public.notice USING btree (person, created_at DESC);

CREATE INDEX notice_text_person ON public.notice_text USING btree (person);

CREATE INDEX object_answer_case ON public.object_answer USING btree (case_id, asked_at DESC);

CREATE INDEX object_answer_person ON public.object_answer USING btree (person, asked_at DESC);

CREATE INDEX objection_desk ON public.objection USING btree (department, asked_at) WHERE (answered_at IS NULL);

CREATE UNIQUE INDEX objection_open ON public.objection USING btree (person, attribute) WHERE (answered_at IS NULL);

CREATE INDEX obligation_to_remind ON public.obligation USING btree (opens_on) WHERE ((reminded_at IS NULL) AND (done_at IS NULL));

CREATE INDEX offer_due ON public.offer USING btree (due_on, id) WHERE (ended_at IS NULL);

CREATE INDEX offer_event_person ON public.offer_event USING btree (person, at);

CREATE INDEX offer_handed_over ON public.offer USING btree (department, ended_at) WHERE ((state = 'handed_over'::text) AND (settled_at IS NULL));

CREATE INDEX outside_account_person ON public.outside_account USING btree (person);

CREATE INDEX owed_message_campaign_end ON public.owed_message USING btree (campaign, state) WHERE (campaign IS NOT NULL);

CREATE INDEX owed_message_case ON public.owed_message USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE INDEX owed_message_due ON public.owed_message USING btree (next_at) WHERE (state = 'deferred'::text);

CREATE INDEX owed_message_found ON public.owed_message USING btree (found_at);

CREATE INDEX owed_message_notice ON public.owed_message USING btree (notice) WHERE (notice IS NOT NULL);

CREATE UNIQUE INDEX owed_message_once ON public.owed_message USING btree (person, service, watch, until);

CREATE INDEX owed_message_turn ON public.owed_message USING btree (campaign, next_at, turn) WHERE ((state = 'deferred'::text) AND (campaign IS NOT NULL));

CREATE INDEX passkey_person ON public.passkey USING btree (person, added_at);

CREATE INDEX payee_account_case ON public.payee_account USING btree (case_id);

CREATE INDEX payee_account_hash ON public.payee_account USING btree (account_hash);

CREATE INDEX payee_account_person ON public.payee_account USING btree (person, effective_on DESC, proposed_at DESC);

CREATE INDEX payee_account_replaced ON public.payee_account USING btree (replaced_by);

CREATE INDEX payee_check_person ON public.payee_check USING btree (person, expires_at DESC);

CREATE INDEX payee_event_at ON public.payee_event USING brin (at);

CREATE INDEX payee_event_author ON public.payee_event USING btree (author, at DESC);

CREATE INDEX payee_event_person ON public.payee_event USING btree (person, at);

CREATE UNIQUE INDEX payment_order_one_a_month ON public.payment_order USING btree (person, kind, object, month) WHERE (state <> 'cancelled'::text);

CREATE INDEX payment_order_open ON public.payment_order USING btree (state, pay_on) WHERE (state = ANY (ARRAY['listed'::text, 'held'::text, 'leaving'::text, 'ordered'::text]));

CREATE INDEX payment_order_person ON public.payment_order USING btree (person, month);

CREATE UNIQUE INDEX payment_recovery_open ON public.payment_recovery USING btree (order_id) WHERE (granted IS NOT FALSE);

CREATE INDEX person_grant_case ON public.person_grant USING btree (case_id);

CREATE UNIQUE INDEX person_grant_one_running ON public.person_grant USING btree (person, kind, object) WHERE (state <> 'ended'::text);

CREATE INDEX person_grant_paid ON public.person_grant USING btree (id) WHERE ((runs <> 'right'::text) AND (state <> 'ended'::text));

CREATE INDEX person_grant_person ON public.person_grant USING btree (person);

CREATE INDEX pgqueuer_ep_ea_idx ON public.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::public.pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON public.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::public.pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON public.pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON public.pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON public.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON public.pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON public.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::public.pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON public.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::public.pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON public.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::public.pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON public.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON public.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON public.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::public.pgqueuer_status, 'picked'::public.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON public.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::public.pgqueuer_status);

CREATE INDEX population_changed ON public.population USING btree (changed);

CREATE INDEX population_stale ON public.population USING btree (place) WHERE stale;

CREATE INDEX profile_birth_date ON public.profile USING btree (((((facts -> 'birth_date'::text) -> 0) ->> 'value'::text))) WHERE (facts ? 'birth_date'::text);

CREATE INDEX profile_no_birth_date ON public.profile USING btree (person) WHERE (NOT (facts ? 'birth_date'::text));

CREATE INDEX push_subscription_person ON public.push_subscription USING btree (person, seen_at DESC);

CREATE INDEX receipt_case ON public.receipt USING btree (case_id);

CREATE INDEX receipt_issued_at ON public.receipt USING brin (issued_at);

CREATE UNIQUE INDEX receipt_one_valid ON public.receipt USING btree (case_id) WHERE (status = 'valid'::text);

CREATE INDEX recovery_asked ON public.recovery USING btree (asked_at);

CREATE INDEX recovery_due ON public.recovery USING btree (due_at) WHERE (state = 'confirmed'::text);

CREATE UNIQUE INDEX recovery_one_on_the_way ON public.recovery USING btree (person) WHERE (state = 'confirmed'::text);

CREATE INDEX recovery_seen ON public.recovery USING btree (seen_at) WHERE (state = 'seen'::text);

CREATE INDEX reference_version_in_force ON public.reference_version USING btree (table_name, key, valid_from DESC) WHERE (state = 'published'::text);

CREATE UNIQUE INDEX reference_version_open ON public.reference_version USING btree (table_name, key) WHERE (state = ANY (ARRAY['draft'::text, 'waiting'::text]));

CREATE UNIQUE INDEX revocation_open ON public.revocation USING btree (receipt) WHERE (settled_at IS NULL);

CREATE UNIQUE INDEX rule_replay_at_work ON public.rule_replay USING btree (code) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE INDEX rule_replay_latest ON public.rule_replay USING btree (code, asked_at DESC);

CREATE INDEX service_draft_event_code ON public.service_draft_event USING btree (code, at DESC);

CREATE UNIQUE INDEX service_draft_event_version ON public.service_draft_event USING btree (draft, version) WHERE (kind = ANY (ARRAY['begun'::text, 'saved'::text, 'undone'::text, 'rebased'::text]));

CREATE UNIQUE INDEX service_one_draft ON public.service_version USING btree (code) WHERE (state = 'draft'::text);

CREATE UNIQUE INDEX service_one_lasting ON public.service_version USING btree (code) WHERE ((state = 'published'::text) AND (valid_to IS NULL));

COMMENT ON INDEX public.service_one_lasting IS 'Of one service at most one published version has no end; those before end where the next begins.';

CREATE UNIQUE INDEX service_one_published ON public.service_version USING btree (code, valid_from) WHERE (state = 'published'::text);

CREATE INDEX service_report_open ON public.service_report USING btree (created_at) WHERE (answered_at IS NULL);

CREATE INDEX service_report_person ON public.service_report USING btree (person) WHERE (person IS NOT NULL);

CREATE INDEX service_version_code ON public.service_version USING btree (code, valid_from DESC);

CREATE INDEX signature_case ON public.signature USING btree (case_id);

CREATE INDEX sms_received_at ON public.sms_received USING btree (received_at);

CREATE INDEX sms_received_sender ON public.sms_received USING btree (sender_hash, received_at DESC);

CREATE INDEX sms_sent_at ON public.sms_sent USING btree (handed_over_at);

CREATE INDEX staff_act_at ON public.staff_act USING brin (at);

CREATE INDEX staff_act_staff ON public.staff_act USING btree (staff, at DESC);

CREATE INDEX staff_act_subject ON public.staff_act USING btree (subject, staff);

CREATE INDEX submission_consent_at ON public.submission_consent USING brin (at);

CREATE INDEX submission_consent_case ON public.submission_consent USING btree (case_id, at);

CREATE INDEX upload_expires ON public.upload USING btree (expires_at);

CREATE UNIQUE INDEX upload_one_in_slot ON public.upload USING btree (case_id, slot) WHERE (state = 'open'::text);

CREATE INDEX upload_principal ON public.upload USING btree (principal) WHERE (state = 'open'::text);

CREATE INDEX upload_started ON public.upload USING btree (principal, started_at);

CREATE UNIQUE INDEX watch_request_open ON public.watch_request USING btree (person, service) WHERE (ended_at IS NULL);

CREATE TRIGGER campaign_stays BEFORE UPDATE ON public.campaign FOR EACH ROW EXECUTE FUNCTION public.campaign_stays();

CREATE TRIGGER consent_stays BEFORE UPDATE ON public.consent FOR EACH ROW EXECUTE FUNCTION public.consent_stays();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.access_log FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.case_event FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.decision FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.grant_event FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.guided_event FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.mandate_consent FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.mandate_event FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.payee_event FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER evidence_goes AFTER DELETE ON public.submission_consent FOR EACH ROW EXECUTE FUNCTION public.evidence_goes();

CREATE TRIGGER guided_by_mandate AFTER INSERT ON public.mandate_event FOR EACH ROW EXECUTE FUNCTION public.guided_by_mandate();

CREATE TRIGGER mandate_changed AFTER INSERT ON public.mandate_event FOR EACH ROW EXECUTE FUNCTION public.mandate_changed();

CREATE TRIGGER profile_changes AFTER UPDATE OF facts ON public.profile FOR EACH ROW WHEN ((old.facts IS DISTINCT FROM new.facts)) EXECUTE FUNCTION public.profile_has_changed();

CREATE TRIGGER profile_comes_or_goes AFTER INSERT OR DELETE ON public.profile FOR EACH ROW EXECUTE FUNCTION public.profile_has_changed();

CREATE CONSTRAINT TRIGGER receipt_follows_ruling AFTER INSERT OR UPDATE OF status ON public.receipt DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.receipt_follows_ruling();

CREATE CONSTRAINT TRIGGER ruling_has_its_receipt AFTER UPDATE OF ruling ON public.cases DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.ruling IS DISTINCT FROM new.ruling)) EXECUTE FUNCTION public.receipt_follows_ruling();

CREATE TRIGGER service_version_stays BEFORE DELETE OR UPDATE ON public.service_version FOR EACH ROW EXECUTE FUNCTION public.service_version_stays();

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

ALTER TABLE ONLY public.after_check
    ADD CONSTRAINT after_check_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.after_check
    ADD CONSTRAINT after_check_decision_fkey FOREIGN KEY (decision) REFERENCES public.decision(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.campaign_event
    ADD CONSTRAINT campaign_event_campaign_fkey FOREIGN KEY (campaign) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.campaign_part
    ADD CONSTRAINT campaign_part_campaign_fkey FOREIGN KEY (campaign) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_principal_fkey FOREIGN KEY (principal) REFERENCES public.person(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_service_version_fkey FOREIGN KEY (service_version) REFERENCES public.service_version(id);

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consent_call
    ADD CONSTRAINT consent_call_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consent_face
    ADD CONSTRAINT consent_face_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES public.decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_notice_fkey FOREIGN KEY (notice) REFERENCES public.notice(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.grant_change
    ADD CONSTRAINT grant_change_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.grant_event
    ADD CONSTRAINT grant_event_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES public.person_grant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.grant_event
    ADD CONSTRAINT grant_event_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.guided_event
    ADD CONSTRAINT guided_event_session_fkey FOREIGN KEY (session) REFERENCES public.guided_session(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.guided_session
    ADD CONSTRAINT guided_session_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.guided_session
    ADD CONSTRAINT guided_session_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);

ALTER TABLE ONLY public.identity
    ADD CONSTRAINT identity_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identity_proof
    ADD CONSTRAINT identity_proof_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identity_request
    ADD CONSTRAINT identity_request_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identity_try
    ADD CONSTRAINT identity_try_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.known_browser
    ADD CONSTRAINT known_browser_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_call
    ADD CONSTRAINT mandate_call_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_code
    ADD CONSTRAINT mandate_code_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_consent
    ADD CONSTRAINT mandate_consent_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_event
    ADD CONSTRAINT mandate_event_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate
    ADD CONSTRAINT mandate_helper_fkey FOREIGN KEY (helper) REFERENCES public.person(id);

ALTER TABLE ONLY public.mandate_invitation
    ADD CONSTRAINT mandate_invitation_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_invitation
    ADD CONSTRAINT mandate_invitation_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);

ALTER TABLE ONLY public.mandate_invitation
    ADD CONSTRAINT mandate_invitation_principal_fkey FOREIGN KEY (principal) REFERENCES public.person(id);

ALTER TABLE ONLY public.mandate_invitation
    ADD CONSTRAINT mandate_invitation_rests_on_fkey FOREIGN KEY (rests_on) REFERENCES public.mandate(id);

ALTER TABLE ONLY public.mandate
    ADD CONSTRAINT mandate_principal_fkey FOREIGN KEY (principal) REFERENCES public.person(id);

ALTER TABLE ONLY public.mandate
    ADD CONSTRAINT mandate_rests_on_fkey FOREIGN KEY (rests_on) REFERENCES public.mandate(id);

ALTER TABLE ONLY public.mandate_service
    ADD CONSTRAINT mandate_service_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_signal
    ADD CONSTRAINT mandate_signal_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mandate_signal
    ADD CONSTRAINT mandate_signal_mandate_fkey FOREIGN KEY (mandate) REFERENCES public.mandate(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.material
    ADD CONSTRAINT material_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.material
    ADD CONSTRAINT material_principal_fkey FOREIGN KEY (principal) REFERENCES public.person(id);

ALTER TABLE ONLY public.message_choice
    ADD CONSTRAINT message_choice_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notice_text
    ADD CONSTRAINT notice_text_notice_fkey FOREIGN KEY (notice) REFERENCES public.notice(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notice_text
    ADD CONSTRAINT notice_text_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.object_answer
    ADD CONSTRAINT object_answer_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.object_answer
    ADD CONSTRAINT object_answer_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.objection
    ADD CONSTRAINT objection_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.obligation
    ADD CONSTRAINT obligation_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.offer_event
    ADD CONSTRAINT offer_event_offer_fkey FOREIGN KEY (offer) REFERENCES public.offer(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.offer_event
    ADD CONSTRAINT offer_event_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.outside_account
    ADD CONSTRAINT outside_account_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.owed_message
    ADD CONSTRAINT owed_message_campaign FOREIGN KEY (campaign) REFERENCES public.campaign(id) NOT VALID;

ALTER TABLE ONLY public.owed_message
    ADD CONSTRAINT owed_message_notice_fkey FOREIGN KEY (notice) REFERENCES public.notice(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.owed_message
    ADD CONSTRAINT owed_message_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payee_account
    ADD CONSTRAINT payee_account_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payee_account
    ADD CONSTRAINT payee_account_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES public.payee_account(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.payee_check
    ADD CONSTRAINT payee_check_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payee_event
    ADD CONSTRAINT payee_event_account_fkey FOREIGN KEY (account) REFERENCES public.payee_account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payee_event
    ADD CONSTRAINT payee_event_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payment_order
    ADD CONSTRAINT payment_order_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES public.person_grant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payment_order
    ADD CONSTRAINT payment_order_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payment_recovery
    ADD CONSTRAINT payment_recovery_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.payment_order(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.person_grant
    ADD CONSTRAINT person_grant_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.person_grant
    ADD CONSTRAINT person_grant_decision_fkey FOREIGN KEY (decision) REFERENCES public.decision(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.person_grant
    ADD CONSTRAINT person_grant_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.push_choice
    ADD CONSTRAINT push_choice_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.push_subscription
    ADD CONSTRAINT push_subscription_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_decision_fkey FOREIGN KEY (decision) REFERENCES public.decision(id);

ALTER TABLE ONLY public.recovery
    ADD CONSTRAINT recovery_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.revocation
    ADD CONSTRAINT revocation_receipt_fkey FOREIGN KEY (receipt) REFERENCES public.receipt(number) ON DELETE CASCADE;

ALTER TABLE ONLY public.service_draft
    ADD CONSTRAINT service_draft_base_fkey FOREIGN KEY (base) REFERENCES public.service_version(id);

ALTER TABLE ONLY public.service_report
    ADD CONSTRAINT service_report_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signature
    ADD CONSTRAINT signature_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signature
    ADD CONSTRAINT signature_material_fkey FOREIGN KEY (material) REFERENCES public.material(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signature
    ADD CONSTRAINT signature_principal_fkey FOREIGN KEY (principal) REFERENCES public.person(id);

ALTER TABLE ONLY public.submission_consent
    ADD CONSTRAINT submission_consent_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_material_fkey FOREIGN KEY (material) REFERENCES public.material(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload_piece
    ADD CONSTRAINT upload_piece_upload_fkey FOREIGN KEY (upload) REFERENCES public.upload(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_principal_fkey FOREIGN KEY (principal) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.watch_request
    ADD CONSTRAINT watch_request_person_fkey FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE CASCADE;
