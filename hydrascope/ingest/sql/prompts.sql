-- What is kept of a prompt: two keyed hashes, a length and a category.

-- A text part of a chat message; other parts (images, audio) say nothing here.
create or replace temp macro part_text(content) as
    case
        when left(ltrim(content), 1) = '[' and json_valid(content)
            then array_to_string(
                list_filter(
                    list_concat(
                        json_extract_string(content, '$[*].text'),
                        json_extract_string(content, '$[*].content')
                    ),
                    lambda part: part is not null
                ),
                chr(10)
            )
        else content
    end;

-- The text of a list of chat messages ([{role, content}, …], or {messages: […], system: …}),
-- or the text itself where it is none.
create or replace temp macro messages_text(v) as
    list_transform(
        [v],
        lambda m: case
            when m is null or regexp_full_match(m, '\s*(\{\}|\[\]|"")\s*') then null
            when left(ltrim(m), 1) = '[' and json_valid(m)
                then nullif(
                    array_to_string(
                        list_transform(
                            list_filter(
                                list_concat(
                                    list_concat(
                                        json_extract_string(m, '$[*].content'),
                                        json_extract_string(m, '$[*].parts')
                                    ),
                                    json_extract_string(m, '$[*].text')
                                ),
                                lambda content: content is not null
                            ),
                            lambda content: part_text(content)
                        ),
                        chr(10)
                    ),
                    ''
                )
            else m
        end
    )[1];

-- The sentence without what varies between uses of one template: links, mails, ids, quoted
-- text, code, numbers; case and white space folded. Every mask is one sign.
create or replace temp macro template_text(v) as
    trim(regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            lower(left(v, 20000)),
                            '[a-z][a-z0-9+.-]*://[^\s"''<>)]+|www\.[^\s"''<>)]+', '␡', 'g'
                        ),
                        '[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|'
                        || '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|'
                        || '(?:[a-z]:)?(?:[/\\][a-z0-9_.-]+){2,}', '␡', 'g'
                    ),
                    '"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|`[^`]*`|(?:^|[\s(])''[^''\n]+''', ' ␡', 'g'
                ),
                '\b(?:0x)?[0-9a-f]*[0-9][0-9a-f]{7,}\b|\b[a-z]+[_-]?[0-9][a-z0-9_-]{5,}\b', '␡', 'g'
            ),
            '[+-]?[0-9][0-9.,:]*%?', '␡', 'g'
        ),
        '[\s␡]+', ' ␡ ', 'g'
    ));

create or replace temp macro has_image(messages) as
    coalesce(
        regexp_matches(
            messages, '"(?:type|content_type)"\s*:\s*"(?:image|input_image|image_url)"|"image"\s*:\s*\{'
        ),
        false
    );

create or replace temp macro prompt_number(v) as keyed_number('prompt', v);
create or replace temp macro template_number(v) as
    keyed_number('template', template_text(v));

-- The task, from plain signs in this order: images, then marking words, then tools on
-- offer, then words of the subject. Null where there is nothing to judge by.
create or replace temp macro task_of(prompt, tools, has_image) as
    list_transform([left(prompt, 8000)], lambda p: case
        when has_image then 'vision'
        when regexp_matches(
            p,
            '(?i)\brubrics?\b|\bgrad(e|es|ing)\b|\bscor(e|ing) (the|this|each|from|between)\b|'
            || '\brate the (answer|response|output)|\bout of (10|100|ten|five)\b|'
            || '\bon a scale (of|from)\b|\b(judge|evaluate) (which|the|whether|this|each)\b'
        ) then 'grading'
        when tools > 0 then 'tool_use'
        when p is null then null
        when regexp_matches(
            p,
            '(?i)```|\b(python|javascript|typescript|java|golang|rust|c\+\+|sql|bash|html|css|'
            || 'regex|compile|compiler|stack trace|traceback|unit tests?|refactor|debug|'
            || 'source code|codebase|pull request|api endpoint)\b|\bdef [a-z_]+\(|'
            || '\bimport [a-z_.]+\n|\bwrite (a|an|the) (function|class|script|program)\b'
        ) then 'coding'
        when regexp_matches(
            p,
            '(?i)\b(dataset|data frame|dataframe|csv|spreadsheet|pivot|regression|correlation|'
            || 'statistics?|histogram|outliers?|time series|forecast|analy[sz]e (the|this) data)\b'
        ) then 'data_analysis'
        when regexp_matches(
            p,
            '(?i)\bstep[- ]by[- ]step\b|\b(prove|proof|theorem|derive|deduce|reasoning|riddle|'
            || 'puzzle|solve|equation|probability|chain of thought|show your (work|thinking))\b'
        ) then 'reasoning'
        when regexp_matches(
            p,
            '(?i)\b(write|rewrite|rephrase|paraphrase|essay|poem|story|blog|article|summar(y|ize|ise)|'
            || 'translate|proofread|e-?mail|letter|slogan|caption|draft)\b'
        ) then 'writing'
        else 'other'
    end)[1];
