#!/usr/bin/env python3
"""Chats, instruction data and preferences against other ways to find the same: conversations.py ASSAY

The notebook's checks and the loader's are written down here from their definitions, in the plainest Python; schemas are held against jsonschema (4.26
when this was written); published counts are those of the notebook for its own toy file.
"""
import collections, json, math, pathlib, random, re, sys, tempfile

from tap import Skip, audit, close, data, main


def corpus_of(records, *args):
    """The corpus part of the report on some records."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'x.jsonl')
        path.write_text(''.join(json.dumps(r, ensure_ascii=False) + '\n' for r in records))
        return audit(path, *args)['dimensions']['corpus']


def counts(section):
    return {k: v['count'] for k, v in section.items() if isinstance(v, dict)}


# ---- the form of chats

ROLES = {'system', 'user', 'assistant', 'function', 'tool', 'developer'}
KEYS = {'role', 'content', 'name', 'function_call', 'weight', 'tool_calls', 'tool_call_id', 'refusal', 'audio', 'reasoning_content', 'from', 'value'}


def notebook_errors(records):
    """Chat_finetuning_data_prep.ipynb, with tools accepted as the head of corpus_format.c says."""
    errors = collections.Counter()
    for record in records:
        if not isinstance(record, dict):
            errors['data_type'] += 1
            continue
        messages = record.get('messages')
        if not messages or not isinstance(messages, list):
            errors['missing_messages_list'] += 1
            continue
        for m in messages:
            m = m if isinstance(m, dict) else {}
            call = m.get('tool_calls') or m.get('function_call')
            errors['message_missing_key'] += 'role' not in m or ('content' not in m and not call)
            errors['message_unrecognized_key'] += any(k not in KEYS for k in m)
            errors['unrecognized_role'] += m.get('role') not in ROLES
            content = m.get('content')
            if isinstance(content, list):
                content = '\n'.join(p['text'] for p in content if 'text' in p)
            errors['missing_content'] += (not content or not isinstance(content, str)) and not call
        errors['example_missing_assistant_message'] += not any(isinstance(m, dict) and m.get('role') == 'assistant' for m in messages)
        errors['missing_system'] += not any(isinstance(m, dict) and m.get('role') in ('system', 'developer') for m in messages)
        errors['missing_user'] += not any(isinstance(m, dict) and m.get('role') == 'user' for m in messages)
    return errors


def loader_drops(messages):
    """LLaMA-Factory's converter: a leading system message off, tool messages in a row as one, then user or tool, assistant, in turns, and an even number."""
    if messages and messages[0].get('role') in ('system', 'developer'):
        messages = messages[1:]
    roles = ['tool' if m.get('role') == 'function' else m.get('role') for m in messages]
    roles = [r for i, r in enumerate(roles) if i == 0 or not r == roles[i - 1] == 'tool']
    return not roles or len(roles) % 2 != 0 or any(r not in (('user', 'tool'), ('assistant',))[i % 2] for i, r in enumerate(roles))


def chats(n):
    """Chats with faults of every sort, drawn at random."""
    draw = random.Random(20260131)
    call = {'tool_calls': [{'id': '1', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}
    for _ in range(n):
        if draw.random() < 0.03:
            yield draw.choice([[1, 2], 'text', 7, {'messages': []}, {'messages': None}, {'messages': 'x'}, {'other': 1}])
            continue
        messages = [{'role': 'system', 'content': 'Be kind.'}] if draw.random() < 0.7 else []
        for i in range(draw.choice([1, 2, 2, 3, 4, 4, 6, 6])):
            role = draw.choices([['user', 'assistant'][i % 2]] + ['user', 'assistant', 'tool', 'human', 'system', 'developer'],
                                [20] + [.2] * 6)[0]
            m = {'role': role, 'content': draw.choices(['Some words.', '', None, 7, [{'type': 'text', 'text': 'part'}], ' '], [20, 1, 1, .3, 1, 1])[0]}
            if role == 'assistant' and draw.random() < 0.2:
                m = {'role': role, 'content': None, **call}
            if draw.random() < 0.03:
                m.pop(draw.choice(['role', 'content']))
            if draw.random() < 0.03:
                m[draw.choice(['mood', 'weight', 'name'])] = 1
            messages.append(m)
        yield {'messages': messages}


def test_the_toy_file_of_the_notebook():
    report = audit(data('toy_chat_fine_tuning.jsonl'))
    corpus = report['dimensions']['corpus']
    assert report['dataset']['rows'] == 5
    assert corpus['format']['missing_system']['count'] == corpus['format']['missing_user']['count'] == 1
    errors = ('data_type', 'missing_messages_list', 'message_missing_key', 'message_unrecognized_key', 'unrecognized_role', 'missing_content',
              'example_missing_assistant_message')
    assert all(corpus['format'][e]['count'] == 0 for e in errors), 'the notebook finds no error'
    turns = corpus['lengths']['turns']
    assert (turns['min'], turns['max'], turns['mean'], turns['p50']) == (2, 9, 3.8, 3), turns
    assert corpus['answers']['repeats_max'] == 2000 and corpus['answers']['answers_repetitive']['examples'] == [5]


def test_errors_of_the_notebook():
    records = list(chats(3000))
    got, want = counts(corpus_of(records, '--kind', 'chat')['format']), notebook_errors(records)
    assert all(want[k] for k in want), want
    assert {k: got[k] for k in want} == dict(want), (got, want)


def test_what_the_loader_drops():
    records = [r for r in chats(3000) if isinstance(r, dict) and isinstance(r.get('messages'), list) and r['messages']]
    want = [i for i, r in enumerate(records, 1) if loader_drops(r['messages'])]
    got = corpus_of(records, '--kind', 'chat')['format']['loader_dropped']
    assert 0.3 < len(want) / len(records) < 0.9, len(want) / len(records)
    assert (got['count'], got['examples']) == (len(want), want[:5]), (got, len(want), want[:5])


# ---- calls

def test_calls_against_jsonschema():
    try:
        import jsonschema
    except ImportError:
        raise Skip('no jsonschema')
    draw = random.Random(4)
    schema = {'type': 'object', 'required': ['city', 'days'], 'additionalProperties': False,
              'properties': {'city': {'type': 'string', 'enum': ['Oslo', 'Rome', 'Lima']}, 'days': {'type': 'integer'},
                             'units': {'type': ['string', 'null']}, 'at': {'type': 'array', 'items': {'type': 'number'}},
                             'place': {'type': 'object', 'required': ['x'], 'properties': {'x': {'type': 'number'}}}}}
    values = ['Oslo', 'Rome', 'Berlin', 3, 3.0, 3.5, None, True, [1, 2.5], ['a'], {}, {'x': 1}, {'x': 'one'}, -0, 1e3, '3']
    kinds = {'required': 'required_missing', 'type': 'wrong_type', 'enum': 'not_in_enum', 'additionalProperties': 'unknown_argument'}
    want, records = collections.Counter(), []
    validator = jsonschema.Draft202012Validator(schema)
    for _ in range(2000):
        arguments = {k: draw.choice(values) for k in schema['properties'] if draw.random() < 0.6}
        if draw.random() < 0.1:
            arguments['mood'] = 1
        arguments = {k: v for k, v in arguments.items() if v != 1e3}       # exponents are not worked out
        want.update({kinds[e.validator] for e in validator.iter_errors(arguments)})
        records.append({'tools': [{'type': 'function', 'function': {'name': 'weather', 'parameters': schema}}], 'messages': [
            {'role': 'user', 'content': 'Weather?'},
            {'role': 'assistant', 'content': None, 'tool_calls': [{'type': 'function', 'function': {'name': 'weather', 'arguments': json.dumps(arguments)}}]}]})
    got = corpus_of(records)['tools']
    assert got['calls'] == 2000 and len(want) == 4
    assert {k: got[k]['count'] for k in want} == dict(want), (counts(got), want)


def test_calls_that_are_none():
    def record(calls, tools='[{"name": "f"}]'):
        return {'conversations': [{'from': 'human', 'value': 'Do it'}, {'from': 'function_call', 'value': calls}, {'from': 'observation', 'value': '1'},
                                  {'from': 'gpt', 'value': 'Done.'}], 'tools': tools}
    got = counts(corpus_of([record('{"name": "f", "arguments": {}}'), record('{"name": "g", "arguments": {}}'), record('{"name": "f", "arguments": "{"}'),
                            record('f()'), record('[{"arguments": {}}, {"name": "f", "arguments": "{}"}]'), record('{"name": "f"}', ''), record('{"name": "f"}', '[')])['tools'])
    want = {'malformed': 1, 'not_json': 2, 'undeclared': 2, 'unknown_tool': 1, 'declared_not_json': 1, 'used': 7, 'declared': 5, 'result_alone': 0, 'call_alone': 0}
    assert {k: got[k] for k in want} == want, got


def test_valid_calls_are_no_errors():
    corpus = audit(data('glaive_toolcall_en_demo.json'))['dimensions']['corpus']
    faults = {k: v for k, v in {**counts(corpus['format']), **counts(corpus['tools'])}.items() if v}
    assert faults == {'missing_system': 300, 'declared': 191, 'used': 153, 'wrong_type': 1}, faults
    assert corpus['tools']['calls'] == 211 and corpus['tools']['wrong_type']['examples'] == [260]


# ---- prompts and answers

def plain(text):
    return ' '.join(re.sub('[‘’]', "'", re.sub('[“”]', '"', text)).replace('\xa0', ' ').split()).translate({c: c + 32 for c in range(65, 91)})


def test_prompts_that_come_again():
    records = json.loads(data('alpaca_en_demo.json').read_text())
    draw = random.Random(7)
    for _ in range(200):
        r = dict(draw.choice(records))
        records.append(draw.choice([r, {**r, 'output': 'As I said before, it is all the same to me.'}, {**r, 'instruction': r['instruction'].upper()}]))
    prompts, answers = collections.defaultdict(list), collections.defaultdict(set)
    for r in records:
        prompt, answer = plain(r['instruction'] + '\n' + r['input']), plain(r['output'])
        prompts[prompt].append(answer)
        if len(answer.encode()) >= 20:
            answers[answer].add(prompt)
    got = corpus_of(records)['prompts']
    assert got['distinct'] == len(prompts)
    assert got['conflicting']['count'] == sum(len(a) for a in prompts.values() if len(set(a)) > 1) > 50
    assert got['repeated']['count'] == sum(len(a) - len(set(a)) for a in prompts.values()) > 100
    assert got['answers_shared']['count'] == sum(len([r for r in records if plain(r['output']) == a]) for a, p in answers.items() if len(p) >= 3) > 50
    assert got['answer_shared_most'] == max(map(len, answers.values()))


def test_system_prompts():
    texts = ['Be kind.', 'BE  kind.', 'Be brief.', 'You are a pirate.']
    draw = random.Random(3)
    records = [{'messages': [{'role': 'system', 'content': draw.choice(texts)}, {'role': 'user', 'content': f'Hi {i}'},
                             {'role': 'assistant', 'content': 'Ho'}]} for i in range(500)]
    n = collections.Counter(plain(r['messages'][0]['content']) for r in records)
    got = corpus_of(records)['systems']
    assert (got['rows'], got['distinct']) == (500, 3)
    close(got['top_fraction'], max(n.values()) / 500, what='top share')
    close(got['entropy'], -sum(c / 500 * math.log(c / 500) for c in n.values()), what='entropy')


def test_faults_of_answers():
    """One record for each, and the row in which it is found."""
    cases = [('answers_blank', 'Why is it?', ' \n'), ('answers_placeholder', 'Why is it?', 'N/A'),
             ('refusals', 'Tell me a secret of yours', 'I’m sorry, but I can’t share that.'), ('disclaimers', 'How are you?', 'As an AI language model, I have no feelings.'),
             ('answers_truncated', 'Tell me of the sea.', 'The sea is wide. It is also deep, and many ships have sailed on it until the'),
             ('answers_repeat_prompt', 'Tell me of the wide, wide sea.', 'Tell me of the wide, wide sea. It is wet.'),
             ('answers_repetitive', 'Say it.', 'no, never again, ' * 10), ('template_marks', 'Say it.', 'It is so.<|im_end|>'),
             ('tongue_mismatch', 'What did the old man say to the sailor when he came home from the sea?', 'Старик сказал моряку, что море сегодня неспокойно.'),
             ('tongue_mismatch', 'What did the old man say to the sailor when he came home from the sea?', 'Der alte Mann sagte nicht viel, und die See war ruhig, als er mit dem Boot kam.'),
             ('answers_merged', 'Name a fruit.', 'A pear.\n\n2. Instruction: Name a tree.\nOutput: An oak.'), ('answers_empty_code', 'Write a program.', 'Here it is:\n```python\n```\nDone.'),
             ('answers_control', 'Say it.', 'It is \x07 so.'), ('prompts_blank', ' ', 'It is so.'), ('wants_picture', 'Draw a house by the sea.', 'Here is one.')]
    fine = [('Translate into Russian: the old man said to the sailor that the sea was wide.', 'Старик сказал моряку, что море широко и глубоко.'), ('What is 2 + 2?', '4'),
            ('List some fruit.', 'Here are some. Enjoy them.\n\n- apples and pears from the garden by the house'), ('Write a loop.', '```c\nfor (;;)\n\t;\n```')]
    records = [{'prompt': p, 'completion': a} for _, p, a in cases] + [{'prompt': p, 'completion': a} for p, a in fine]
    got = corpus_of(records, '--kind', 'sft')['answers']
    want = collections.defaultdict(list)
    for row, (name, _, _) in enumerate(cases, 1):
        want[name].append(row)
    for name, rows in want.items():
        assert got[name]['examples'] == rows, (name, got[name], rows)


def test_faults_of_alpacas_input():
    records = [{'instruction': 'Describe what you see', 'input': i, 'output': 'It is so.'} for i in
               ('', 'A pear', '<noinput>', 'No input', 'https://example.com/cat.jpg', '(attached image)', 'None')]
    got = corpus_of(records)['answers']
    assert got['input_placeholder']['examples'] == [3, 4, 7] and got['input_unseen']['examples'] == [5, 6], got


# ---- preferences

def test_lengths_of_pairs():
    pairs = [(r['chosen']['value'], r['rejected']['value']) for r in json.loads(data('dpo_en_demo.json').read_text())]
    got = audit(data('dpo_en_demo.json'))['dimensions']['corpus']['pairs']
    chosen, rejected = [len(c) for c, _ in pairs], [len(r) for _, r in pairs]
    close(got['length_auc'], sum((a > b) + (a == b) / 2 for a in chosen for b in rejected) / 300 / 300, what='AUC', digits=12)
    close(got['length_accuracy'], sum((a > b) + (a == b) / 2 for a, b in zip(chosen, rejected)) / 300, what='accuracy', digits=12)
    close(got['length_difference_mean'], (sum(chosen) - sum(rejected)) / 300, what='difference', digits=12)
    assert got['chosen_longer']['count'] == sum(a > b for a, b in zip(chosen, rejected))


def test_faults_of_pairs():
    long = 'A pear is a fruit that grows on trees and is eaten in autumn when it is ripe.'
    records = [{'prompt': 'What is a pear?', 'chosen': c, 'rejected': r} for c, r in
               [(long, long + ' '), (long, long.replace('ripe', 'sweet') + ' Or so.'), (long, long[:40]), ('', 'No.'), (long, None), ('A fruit.', 'A stone.'), ('A stone.', 'A fruit.'),
                ('A fruit.', 'A stone.'), ('I cannot help with that.', 'A fruit.'), ('A fruit.', 'I’m sorry, but I can’t.'), (long, long.upper())]]
    corpus = corpus_of(records, '--kind', 'preference')
    want = {'pairs_equal': [1], 'pairs_near_equal': [11], 'pairs_prefix': [3], 'side_missing': [4, 5], 'chosen_refusals': [9], 'rejected_refusals': [10]}
    assert {k: corpus['pairs'][k]['examples'] for k in want} == want, corpus['pairs']
    assert corpus['preferences']['contradictory']['examples'] == [6, 7, 8] and corpus['preferences']['repeated']['examples'] == [8, 11], corpus['preferences']


def test_transcripts_with_two_prompts():
    def talk(question, answer):
        return f'\n\nHuman: Hi\n\nAssistant: Hello.\n\nHuman: {question}\n\nAssistant: {answer}'
    records = [{'chosen': talk('Why?', 'So.'), 'rejected': talk('Why?', 'No.')}, {'chosen': talk('Why?', 'So.'), 'rejected': talk('When?', 'Now.')}]
    got = corpus_of(records)['pairs']
    assert got['pairs_prompts_differ']['examples'] == [2] and got['count'] == 2, got


def test_scores_and_labels():
    scores = [(2, 1), (1, 1), (1, 3.5), (4, -1), (None, 2)]
    got = corpus_of([{'prompt': 'Why?', 'chosen': f'So {i}.', 'rejected': 'No.', 'chosen_score': a, 'rejected_score': b} for i, (a, b) in enumerate(scores)])['pairs']
    assert (got['scores_tied']['examples'], got['scores_reversed']['examples']) == ([2], [3]), got
    close(got['scores_tied']['fraction'], 1 / 4, what='share of the pairs with two scores')
    assert (got['margin']['min'], got['margin']['p50'], got['margin']['max']) == (-2.5, .5, 5), got['margin']
    corpus = corpus_of([{'prompt': 'Why?', 'completion': 'So.', 'label': True}, {'prompt': 'Why?', 'completion': 'So.', 'label': False},
                        {'prompt': 'Why?', 'completion': 'No.', 'label': False}, {'prompt': 'Why?', 'completion': 'Ha.', 'label': None}])
    assert corpus['layout'] == 'labelled answers (KTO)' and corpus['pairs']['label_missing']['examples'] == [4]
    close(corpus['pairs']['label_true']['fraction'], 1 / 3, what='share of good ones')
    assert corpus['preferences']['contradictory']['examples'] == [1, 2]


main(sys.modules[__name__])
